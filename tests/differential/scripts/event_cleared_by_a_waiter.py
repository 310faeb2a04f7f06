# The first that wakes clears it: the others were chosen already.
import gevent
from gevent.event import Event

event = Event()


def waiter(name):
    event.wait()
    print(name, event.is_set())
    event.clear()


fibers = [gevent.spawn(waiter, name) for name in 'abc']
gevent.sleep(0)
event.set()
gevent.joinall(fibers)
