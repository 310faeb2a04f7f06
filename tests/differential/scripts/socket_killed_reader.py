# A reader that is killed, or whose Timeout expires, leaves the socket usable.
import gevent
from gevent import Timeout, socket

here, there = socket.socketpair()


def read(name):
    try:
        print(name, here.recv(10).decode())
    except gevent.GreenletExit:
        print(name, 'killed')
        raise


reader = gevent.spawn(read, 'first')
gevent.sleep(0)
reader.kill()
print(reader.ready())
try:
    with Timeout(0.01):
        here.recv(10)
except Timeout:
    print('expired')
reader = gevent.spawn(read, 'second')
gevent.sleep(0)
there.sendall(b'data')
reader.join()
