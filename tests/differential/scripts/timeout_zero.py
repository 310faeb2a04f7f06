# Zero expires in the next pass: what is ready runs first.
import gevent
from gevent import Timeout

gevent.spawn(print, 'ready')
try:
    with Timeout(0):
        print('in the scope')
        gevent.sleep(1)
        print('never printed')
except Timeout:
    print('expired')
