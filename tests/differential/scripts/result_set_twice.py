# Set twice before the waiters ran: the last value wins.
import gevent
from gevent.event import AsyncResult

result = AsyncResult()


def waiter(name):
    print(name, result.get())


fibers = [gevent.spawn(waiter, name) for name in 'ab']
gevent.sleep(0)
result.set(1)
result.set(2)
print('set')
gevent.joinall(fibers)
result.set(3)
print(result.get())
