# Each fiber has values of its own.
import gevent
from gevent.local import local

stash = local()


def first():
    stash.x = 1
    gevent.sleep(0)
    print('first', stash.x)


def second():
    print('second', getattr(stash, 'x', None))
    stash.x = 2
    gevent.sleep(0)
    print('second', stash.x)


stash.x = 0
gevent.joinall([gevent.spawn(first), gevent.spawn(second)])
print('main', stash.x)
