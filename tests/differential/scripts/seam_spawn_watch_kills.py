# A fiber that is killed by a callback for spawned ones never runs.
import gevent


def watch(fiber):
    print('spawned')
    fiber.kill(block=False)


gevent.Greenlet.add_spawn_callback(watch)
fiber = gevent.spawn(print, 'never printed')
gevent.Greenlet.remove_spawn_callback(watch)
fiber.join()
print(fiber.ready(), fiber.successful())
other = gevent.spawn(print, 'printed')
other.join()
