# A wait that its own limit ends says so by its result.
import gevent
from gevent.event import AsyncResult, Event
from gevent.lock import Semaphore
from gevent.queue import Empty, Full, Queue

event, result = Event(), AsyncResult()
semaphore, queue = Semaphore(0), Queue(1)
print('event', event.wait(0.01))
result.wait(0.01)
print('result', result.ready())
print('semaphore', semaphore.acquire(timeout=0.01))
try:
    queue.get(timeout=0.01)
except Empty:
    print('queue empty')
queue.put('item')
try:
    queue.put('another', timeout=0.01)
except Full:
    print('queue full', queue.qsize())
fiber = gevent.spawn(gevent.sleep, 10)
fiber.join(0.01)
print('join', fiber.ready())
