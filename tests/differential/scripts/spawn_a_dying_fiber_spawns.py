# Joining a dead fiber yields to nobody; one that waits comes after its children.
import gevent


def last_breath():
    print('dying')
    gevent.spawn(print, 'born')


fiber = gevent.spawn(last_breath)
other = gevent.spawn(lambda: (fiber.join(), print('other joined')))
fiber.join()
print('main joined')
other.join()
