# It may catch the kill and live on: the blocking kill waits for its end.
import gevent
from gevent import GreenletExit


def survivor():
    try:
        gevent.sleep(10)
    except GreenletExit:
        print('no thanks')
    gevent.sleep(0.02)
    return 'survived'


fiber = gevent.spawn(survivor)
gevent.sleep(0)
fiber.kill()
print(fiber.value, fiber.successful())
