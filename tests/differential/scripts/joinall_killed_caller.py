# Killing one who joins many harms none of them.
import gevent
from gevent import GreenletExit


def task(name, nap):
    gevent.sleep(nap)
    print(name, 'ends')


def caller():
    try:
        gevent.joinall(fibers)
    except GreenletExit:
        print('caller killed')
        raise


fibers = [gevent.spawn(task, n, 0.02 * (n + 1)) for n in range(3)]
waiting = gevent.spawn(caller)
gevent.sleep(0.03)
waiting.kill()
gevent.joinall(fibers)
