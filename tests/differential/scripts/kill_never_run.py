# Killed before it ran, it never runs; kill does not yield, links come later.
import gevent
from gevent import Greenlet, GreenletExit

fiber = gevent.spawn(print, 'never printed')
fiber.link(lambda ended: print('link', ended.ready()))
gevent.spawn(print, 'other')
fiber.kill()
print('killed', fiber.ready(), fiber.successful(), bool(fiber.started),
      isinstance(fiber.value, GreenletExit))
gevent.sleep(0)
print('main')
gevent.sleep(0)

new = Greenlet(print, 'nor this')
new.kill()
print('new', new.ready(), new.successful())
gevent.sleep(0)
