# A callback of the loop sets a result; the second one replaces it.
import gevent
from gevent.event import AsyncResult

result = AsyncResult()
gevent.get_hub().loop.run_callback(result.set, 1)
print(result.get())
gevent.get_hub().loop.run_callback(result.set, 2)
gevent.sleep(0.01)
print(result.get())
