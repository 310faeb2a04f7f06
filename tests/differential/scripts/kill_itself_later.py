# Not blocking, it goes on until it blocks.
import gevent
from gevent import GreenletExit


def suicidal():
    gevent.getcurrent().kill(block=False)
    print('still here')
    try:
        gevent.sleep(1)
        print('never printed')
    except GreenletExit:
        print('caught')
        raise


def quick():
    gevent.getcurrent().kill(block=False)
    return 'ended before it blocked'


fiber = gevent.spawn(suicidal)
fiber.join()
print(isinstance(fiber.value, GreenletExit))
fiber = gevent.spawn(quick)
fiber.join()
print(fiber.value)
