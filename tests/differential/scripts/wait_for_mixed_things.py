# Fibers, events, results and semaphores are awaited together.
import gevent
from gevent.event import AsyncResult, Event
from gevent.lock import Semaphore

fiber = gevent.spawn(gevent.sleep, 0.04)
event, result, semaphore = Event(), AsyncResult(), Semaphore(0)
names = {fiber: 'fiber', event: 'event', result: 'result',
         semaphore: 'semaphore'}
gevent.spawn_later(0.02, event.set)
gevent.spawn_later(0.06, semaphore.release)
gevent.spawn_later(0.08, result.set, 'value')
for thing in gevent.iwait([result, semaphore, event, fiber]):
    print(names[thing])
print('permits', semaphore.counter)
