# hub.join() is True when nothing is left, False when its limit passed.
import gevent

hub = gevent.get_hub()
print(hub.join())
gevent.spawn_later(0.06, print, 'late')
print(hub.join(timeout=0.02))
print(hub.join())
