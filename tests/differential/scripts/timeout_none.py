# No limit never expires, and is not even pending.
import gevent
from gevent import Timeout

with Timeout(None) as never:
    print(never.pending)
    gevent.sleep(0.02)
print('end')
