# sendall waits for a slow reader; another direction is free meanwhile.
import gevent
from gevent import socket

here, there = socket.socketpair()
size = 4000000


def send():
    here.sendall(b'x' * size)
    print('sent')
    here.close()


def back():
    print('back', here.recv(10).decode())


sender = gevent.spawn(send)
reader = gevent.spawn(back)
gevent.sleep(0.01)
print(sender.ready())
there.sendall(b'hi')
reader.join()
got = 0
while True:
    piece = there.recv(65536)
    if not piece:
        break
    got += len(piece)
sender.join()
print(got == size)
