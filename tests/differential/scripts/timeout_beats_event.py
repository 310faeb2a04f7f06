# An event that a timer sets at that very moment comes a turn too late.
import time

import gevent
from gevent import Timeout
from gevent.event import Event

event = Event()


def waiter():
    try:
        with Timeout(0.02):
            event.wait()
            print('never printed')
    except Timeout:
        print('expired', event.is_set())


gevent.spawn_later(0.02, event.set)
fiber = gevent.spawn(waiter)
gevent.sleep(0)
time.sleep(0.06)
fiber.join()
