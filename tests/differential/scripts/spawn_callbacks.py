# A callback hears of each fiber that is started, before its starter goes on.
import gevent
from gevent import Greenlet


def heard(_):
    print('heard')


Greenlet.add_spawn_callback(heard)
fiber = Greenlet(print, 'runs')
print('made')
fiber.start()
print('started')
later = gevent.spawn_later(0.01, print, 'runs later')
print('started later')
gevent.joinall([fiber, later])
Greenlet.remove_spawn_callback(heard)
gevent.spawn(print, 'unheard').join()
