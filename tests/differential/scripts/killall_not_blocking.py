# killall() that does not wait returns before any of them was told.
import gevent
from gevent import GreenletExit


def victim(name):
    try:
        gevent.sleep(10)
    except GreenletExit:
        print(name, 'killed')
        raise


fibers = [gevent.spawn(victim, name) for name in 'abc']
gevent.sleep(0)
gevent.killall(fibers, block=False)
print('main', [f.ready() for f in fibers].count(True))
gevent.spawn(print, 'spawned after')
gevent.joinall(fibers)
print('joined')
