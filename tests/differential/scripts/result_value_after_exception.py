# Set after an exception, the value wins.
import gevent
from gevent.event import AsyncResult


class Oops(Exception):
    pass


result = AsyncResult()
result.set_exception(Oops('first'))
for _ in range(2):
    try:
        result.get()
    except Oops as error:
        print('threw', error)
print(result.successful(), result.exception is not None)
result.set('value')
print(result.get())
