# A call that can be served at once lets no other fiber run.
import gevent
from gevent import socket

here, there = socket.socketpair()
there.sendall(b'abc')
gevent.spawn(print, 'other')
print(here.recv(1).decode())
print(here.recv(1).decode())
here.sendall(b'x')
print(there.recv(1).decode())
gevent.sleep(0)
print('slept')
print(here.recv(1).decode())
