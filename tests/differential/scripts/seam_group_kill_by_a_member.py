# A member that kills its group ends with it.
import gevent
from gevent.pool import Group

group = Group()


def sleeper():
    try:
        gevent.sleep(1)
    finally:
        print('sleeper ends')


def killer():
    try:
        group.kill()
        print('never printed')
    finally:
        print('killer ends')


group.spawn(sleeper)
gevent.sleep(0)
last = group.spawn(killer)
gevent.joinall([last])
gevent.sleep(0.01)
print(len(group))
