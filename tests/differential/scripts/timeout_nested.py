# Each expires on its own, the earlier deadline first; identity tells whose.
import gevent
from gevent import Timeout

outer = Timeout.start_new(0.06)
inner = Timeout.start_new(0.02)
try:
    gevent.sleep(1)
except Timeout as expired:
    print('first', 'inner' if expired is inner else 'outer')
try:
    gevent.sleep(1)
except Timeout as expired:
    print('second', 'inner' if expired is inner else 'outer')
print(inner.pending, outer.pending)
