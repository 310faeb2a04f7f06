# A timeout of the socket limits each call; what came late is not lost.
import gevent
from gevent import socket

here, there = socket.socketpair()
here.settimeout(0.02)
for attempt in range(2):
    try:
        print(here.recv(10).decode())
    except socket.timeout:
        print('timed out', attempt)


def late():
    gevent.sleep(0.01)
    there.sendall(b'late')


gevent.spawn(late)
print(here.recv(10).decode())
here.settimeout(None)
gevent.spawn(late)
print(here.recv(10).decode())
