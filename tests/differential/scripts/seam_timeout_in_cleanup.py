# A Timeout works in the cleanup after a kill.
import gevent


def work():
    try:
        gevent.sleep(1)
    finally:
        with gevent.Timeout(0.02, False):
            gevent.sleep(1)
            print('never printed')
        print('cleanup ends')


fiber = gevent.spawn(work)
gevent.sleep(0.01)
fiber.kill()
print(fiber.dead)
