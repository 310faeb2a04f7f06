# Code that swallows the timeout goes on, undisturbed: it expires but once.
import gevent
from gevent import Timeout

with Timeout(0.02):
    try:
        gevent.sleep(1)
    except Timeout:
        print('swallowed')
    gevent.sleep(0.04)
    print('goes on')
print('end')
