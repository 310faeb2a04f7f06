# An exception that is none is refused, and nothing is changed.
import gevent
from gevent.event import AsyncResult
from gevent.lock import Semaphore

permits = Semaphore(0)
fiber = gevent.spawn(permits.acquire)
gevent.sleep(0)
try:
    fiber.throw(None)
except TypeError:
    print('refused')
print(fiber.ready())
permits.release()
fiber.join()
print(permits.counter)
