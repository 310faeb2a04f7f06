# Of equal deadlines that of the outer, which was started first, expires first.
import time

import gevent
from gevent import Timeout

outer = Timeout.start_new(0.02)
inner = Timeout.start_new(0.02)
time.sleep(0.04)
for _ in range(2):
    try:
        gevent.sleep(1)
    except Timeout as expired:
        print('inner' if expired is inner else 'outer')
