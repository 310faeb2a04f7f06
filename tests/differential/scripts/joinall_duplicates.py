# The same fiber twice counts twice.
import gevent

fiber = gevent.spawn(gevent.sleep, 0.02)
print(len(gevent.joinall([fiber, fiber])))
print(len(gevent.joinall([fiber, fiber], count=1)))
