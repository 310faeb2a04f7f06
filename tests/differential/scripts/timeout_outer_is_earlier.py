# The outer passes through the inner scope, which is not its own.
import gevent
from gevent import Timeout

try:
    with Timeout(0.02) as outer:
        try:
            with Timeout(0.06) as inner:
                gevent.sleep(1)
        except Timeout as expired:
            print('inner sees', 'inner' if expired is inner else 'outer')
            raise
except Timeout as expired:
    print('outer sees', expired is outer)
gevent.sleep(0.08)
print('no more')
