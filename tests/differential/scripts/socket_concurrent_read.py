# A second fiber may not wait in the same direction; the first goes on.
import gevent
from gevent import socket
from gevent.exceptions import ConcurrentObjectUseError

here, there = socket.socketpair()


def read(name):
    try:
        print(name, here.recv(10).decode())
    except ConcurrentObjectUseError:
        print(name, 'refused')


first = gevent.spawn(read, 'first')
gevent.sleep(0)
second = gevent.spawn(read, 'second')
second.join()
here.sendall(b'the other direction')
print(there.recv(100).decode())
there.sendall(b'data')
first.join()
third = gevent.spawn(read, 'third')
gevent.sleep(0)
there.sendall(b'more')
third.join()
