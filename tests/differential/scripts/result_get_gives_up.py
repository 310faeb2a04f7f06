# get() gives up at its limit; wait() never throws.
import gevent
from gevent import Timeout
from gevent.event import AsyncResult


class Oops(Exception):
    pass


result = AsyncResult()
try:
    result.get(timeout=0.02)
except Timeout:
    print('gave up', result.ready())
gevent.spawn_later(0.02, result.set_exception, Oops('late'))
result.wait()
print('waited', result.ready(), result.successful())
print(result.exception)
