# A silent scope swallows its own timeout and nobody else's.
import gevent
from gevent import Timeout

with Timeout(0.02, False):
    gevent.sleep(1)
    print('never printed')
print('silent')
try:
    with Timeout(0.02) as outer:
        with Timeout(0.06, False):
            gevent.sleep(1)
            print('never printed')
        print('nor this')
except Timeout as expired:
    print('outer', expired is outer)
