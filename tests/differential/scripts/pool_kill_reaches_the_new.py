# Group.kill() also ends those that dying members spawn.
import gevent
from gevent import GreenletExit
from gevent.pool import Group

group = Group()


def heir():
    try:
        gevent.sleep(10)
    finally:
        print('heir ends')


def member():
    try:
        gevent.sleep(10)
    except GreenletExit:
        print('member dies')
        group.spawn(heir)
        gevent.sleep(0.02)
        raise


group.spawn(member)
gevent.sleep(0)
group.kill()
print('empty', len(group))
