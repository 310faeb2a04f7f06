# The expiry of another's Timeout, brought by a result, is not one's own.
import gevent
from gevent.event import AsyncResult

result = AsyncResult()


def work():
    with gevent.Timeout(0.02):
        gevent.sleep(1)


fiber = gevent.spawn(work)
fiber.link_exception(lambda dead: result.set_exception(dead.exception))
fiber.join()
try:
    with gevent.Timeout(1, False):
        result.get()
    print('swallowed')
except gevent.Timeout as expired:
    print('passed on', expired is fiber.exception)
