# with_timeout() gives the result, or the value for being late.
import gevent
from gevent import Timeout, with_timeout


def slow(value, nap):
    gevent.sleep(nap)
    return value


print(with_timeout(0.06, slow, 'in time', 0.02, timeout_value='late'))
print(with_timeout(0.02, slow, 'in time', 0.06, timeout_value='late'))
try:
    with Timeout(0.02) as outer:
        print(with_timeout(0.06, slow, 'in time', 1, timeout_value='late'))
except Timeout as expired:
    print('outer', expired is outer)
