# wait() is False only when its own limit passed first.
import gevent
from gevent.event import Event

event = Event()


def waiter(name, limit):
    print(name, event.wait(limit))


fibers = [gevent.spawn(waiter, 'short', 0.02), gevent.spawn(waiter, 'long', 1),
          gevent.spawn(waiter, 'for ever', None)]
gevent.sleep(0.06)
event.set()
gevent.joinall(fibers)
print(event.wait(0))
event.clear()
print(event.wait(0))
gevent.spawn(event.set)
print(event.wait(0))
