# A nap that ends together with the Timeout wins.
import time

import gevent
from gevent import Timeout


def napper():
    with Timeout(0.02):
        gevent.sleep(0.02)
        print('slept')


fiber = gevent.spawn(napper)
gevent.sleep(0)
time.sleep(0.06)
fiber.join()
print('no timeout')
