# A fiber that is listed twice dies once.
import gevent
from gevent import GreenletExit


def victim():
    try:
        gevent.sleep(10)
    except GreenletExit:
        print('killed')
        raise


fiber = gevent.spawn(victim)
gevent.sleep(0)
gevent.killall([fiber, fiber])
print('dead', fiber.ready())
gevent.killall([fiber])
gevent.killall([])
print('nothing left to do')
