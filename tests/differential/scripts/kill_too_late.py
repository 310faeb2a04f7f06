# It ends in the turn that it still has: the kill finds it dead.
import gevent


def victim():
    gevent.sleep(0)
    print('finishes')
    return 'its value'


fiber = gevent.spawn(victim)
gevent.sleep(0)
fiber.kill()
print(fiber.value, fiber.successful())
