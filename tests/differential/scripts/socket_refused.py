# Nobody listens there; and nobody is there to be asked for.
import errno

from gevent import socket

probe = socket.socket()
probe.bind(('127.0.0.1', 0))
address = probe.getsockname()
probe.close()
try:
    socket.create_connection(address)
    print('connected')
except OSError as error:
    print(error.errno == errno.ECONNREFUSED)
alone = socket.socket()
try:
    alone.getpeername()
except OSError as error:
    print(error.errno == errno.ENOTCONN)
try:
    alone.sendall(b'x')
except OSError as error:
    print(error.errno == errno.EPIPE)
