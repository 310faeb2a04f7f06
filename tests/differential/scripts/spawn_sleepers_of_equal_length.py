# Equal naps end in the order in which they began, every time.
import gevent


def nap(n):
    gevent.sleep(0.02)
    print(n)


for _ in range(2):
    gevent.joinall([gevent.spawn(nap, n) for n in range(6)])
