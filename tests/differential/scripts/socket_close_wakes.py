# To close a socket ends the waits of other fibers with EBADF, in their order.
import errno

import gevent
from gevent import socket

here, there = socket.socketpair()
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen()


def call(name, function, *args):
    try:
        print(name, function(*args))
    except OSError as error:
        print(name, error.errno == errno.EBADF)


fibers = [gevent.spawn(call, 'reader', here.recv, 10),
          gevent.spawn(call, 'accepting', listener.accept)]
gevent.sleep(0.01)
here.close()
print('closed one')
listener.close()
print('closed both')
gevent.joinall(fibers)
call('later', here.recv, 10)
