# A member that survives a kill is not killed again by the next one.
import gevent
from gevent import GreenletExit
from gevent.pool import Group


def diehard():
    for _ in range(3):
        try:
            gevent.sleep(0.05)
            print('slept')
        except GreenletExit:
            print('not yet')


group = Group()
group.spawn(diehard)
gevent.sleep(0)
group.kill(timeout=0.01)
print('gave up', len(group))
group.kill(timeout=0.01)
print('gave up', len(group))
group.kill()
print('killed', len(group))
