# kill() with a limit gives up without a word, and the fiber goes on.
import gevent
from gevent import GreenletExit


def stubborn():
    try:
        gevent.sleep(10)
    except GreenletExit:
        print('not yet')
    gevent.sleep(0.06)
    print('now')


fiber = gevent.spawn(stubborn)
gevent.sleep(0)
fiber.kill(timeout=0.02)
print('gave up', fiber.ready())
fiber.join()
print('joined', fiber.ready())
