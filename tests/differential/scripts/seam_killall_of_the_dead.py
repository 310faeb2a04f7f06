# To kill fibers that are dead changes nothing, at once or later.
import gevent


def work():
    return 7


fibers = [gevent.spawn(work), gevent.spawn(work)]
gevent.joinall(fibers)
gevent.killall(fibers, block=False)
gevent.sleep(0)
gevent.killall(fibers)
print([fiber.value for fiber in fibers])
gevent.killall([])
print('done')
