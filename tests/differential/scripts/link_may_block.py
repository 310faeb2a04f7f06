# A link has a fiber of its own, in which it may wait.
import gevent


def slow_link(_):
    print('link begins')
    gevent.sleep(0.02)
    print('link ends')


fiber = gevent.spawn(print, 'worker')
fiber.link(slow_link)
fiber.link(lambda _: print('second link'))
fiber.join()
print('joined')
gevent.sleep(0.04)
