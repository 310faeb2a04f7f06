# A fiber that kills itself ends there and then.
import gevent
from gevent import GreenletExit


def suicidal():
    try:
        print('before')
        gevent.getcurrent().kill()
        print('never printed')
    except GreenletExit:
        print('caught')
        raise


fiber = gevent.spawn(suicidal)
fiber.join()
print(fiber.successful(), isinstance(fiber.value, GreenletExit))
