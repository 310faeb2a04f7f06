# A negative limit expires at once, but only where the fiber blocks.
import gevent
from gevent import Timeout

try:
    with Timeout(-1):
        print('in the scope')
        gevent.sleep(1)
        print('never printed')
except Timeout:
    print('expired')
with Timeout(-1):
    print('it does not block')
print('end')
