# A limit of a thousand years is as good as none.
import gevent
from gevent.event import Event
from gevent.queue import Queue

LONG = 1000 * 365 * 24 * 3600
event = Event()
gevent.spawn_later(0.01, event.set)
print(event.wait(LONG))
queue = Queue()
gevent.spawn_later(0.01, queue.put, 3)
print(queue.get(timeout=LONG))
with gevent.Timeout(LONG):
    gevent.sleep(0.01)
fiber = gevent.spawn(gevent.sleep, 0.01)
fiber.join(LONG)
print(fiber.ready())
