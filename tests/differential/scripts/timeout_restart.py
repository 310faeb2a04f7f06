# It expires once; started again it runs a full time again.
import gevent
from gevent import Timeout

timeout = Timeout(0.04)
timeout.start()
for n in range(3):
    try:
        gevent.sleep(1)
    except Timeout as expired:
        print(n, expired is timeout, timeout.pending)
    timeout.start()
timeout.cancel()
print(timeout.pending)
gevent.sleep(0.08)
print('cancelled')
