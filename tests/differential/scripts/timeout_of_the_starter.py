# It is thrown in the fiber that started it, whatever that waits for.
import gevent
from gevent import Timeout


def worker():
    gevent.sleep(0.06)
    print('worker ends undisturbed')


try:
    with Timeout(0.02):
        fiber = gevent.spawn(worker)
        fiber.join()
except Timeout:
    print('starter interrupted', fiber.ready())
fiber.join()
