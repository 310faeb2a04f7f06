# Thrown where it blocks; kill() returns when it has ended, cleaning up included.
import gevent
from gevent import GreenletExit


def victim():
    try:
        print('begin')
        gevent.sleep(10)
    except GreenletExit:
        print('caught')
        gevent.sleep(0.02)
        print('cleaned')
        raise


fiber = gevent.spawn(victim)
gevent.sleep(0)
fiber.kill()
print('killed', fiber.ready(), fiber.successful(), fiber.exception,
      isinstance(fiber.value, GreenletExit))
