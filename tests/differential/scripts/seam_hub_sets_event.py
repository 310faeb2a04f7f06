# A callback of the loop wakes all who wait for an event, after it returned.
import gevent
from gevent.event import Event

event = Event()


def wait(name):
    event.wait()
    print(name)


def callback():
    event.set()
    print('callback', event.is_set())


fibers = [gevent.spawn(wait, name) for name in ('a', 'b')]
gevent.sleep(0)
gevent.get_hub().loop.run_callback(callback)
gevent.joinall(fibers)
