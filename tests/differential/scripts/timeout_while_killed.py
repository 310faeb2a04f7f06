# A fiber that is killed within a Timeout's scope is killed, not timed out.
import gevent
from gevent import GreenletExit, Timeout


def victim():
    try:
        with Timeout(0.06):
            gevent.sleep(1)
    except GreenletExit:
        print('killed')
        gevent.sleep(0.08)
        print('the timeout is gone')
        raise
    except Timeout:
        print('never printed')


fiber = gevent.spawn(victim)
gevent.sleep(0.02)
fiber.kill()
print('end', fiber.ready())
