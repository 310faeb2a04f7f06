# Killing the dead does nothing; a second kill interrupts the cleaning up.
import gevent
from gevent import GreenletExit


def victim():
    try:
        gevent.sleep(10)
    except GreenletExit:
        try:
            print('cleaning')
            gevent.sleep(10)
            print('never printed')
        except GreenletExit:
            print('interrupted')
            raise


fiber = gevent.spawn(victim)
gevent.sleep(0)
fiber.kill(block=False)
gevent.sleep(0.02)
fiber.kill()
print('dead', fiber.ready())
fiber.kill()
fiber.kill(block=False)
print('still dead', fiber.ready())
