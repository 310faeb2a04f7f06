# A foreign Timeout passes through a wait with a limit of its own.
import gevent
from gevent import Timeout
from gevent.event import Event
from gevent.lock import Semaphore
from gevent.queue import Queue

event, semaphore, queue = Event(), Semaphore(0), Queue()
fiber = gevent.spawn(gevent.sleep, 10)
waits = [
    ('event', lambda: event.wait(1)),
    ('semaphore', lambda: semaphore.acquire(timeout=1)),
    ('queue', lambda: queue.get(timeout=1)),
    ('join', lambda: fiber.join(timeout=1)),
    ('joinall', lambda: gevent.joinall([fiber], timeout=1)),
]
for name, wait in waits:
    try:
        with Timeout(0.02) as mine:
            wait()
            print('never printed')
    except Timeout as expired:
        print(name, expired is mine)
# What was waited for has forgotten us:
queue.put('item')
semaphore.release()
gevent.sleep(0)
print(queue.qsize(), semaphore.counter)
