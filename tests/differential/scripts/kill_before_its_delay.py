# Killed before its delay has passed, it never runs.
import gevent

fiber = gevent.spawn_later(0.04, print, 'never printed')
gevent.sleep(0.01)
fiber.kill()
print('killed', fiber.ready())
gevent.sleep(0.06)
print('end')
