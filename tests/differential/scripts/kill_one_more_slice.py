# Ready to run already, it takes one more turn before the kill arrives.
import gevent
from gevent import GreenletExit


def victim():
    try:
        while True:
            gevent.sleep(0)
            print('one more')
    except GreenletExit:
        print('killed')
        raise


fiber = gevent.spawn(victim)
gevent.sleep(0)
print('kill')
fiber.kill()
print('dead', fiber.ready())
