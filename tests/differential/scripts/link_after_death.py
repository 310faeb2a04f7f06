# A link made to the dead is called too, a turn later.
import gevent

fiber = gevent.spawn(print, 'runs')
fiber.join()
fiber.link(lambda _: print('link'))
fiber.rawlink(lambda _: print('raw'))
gevent.spawn(print, 'spawned')
print('main')
gevent.sleep(0)
print('end')
