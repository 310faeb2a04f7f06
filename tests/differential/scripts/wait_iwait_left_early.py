# Left early, iwait lets go of what is not ready yet.
import gevent
from gevent.event import Event

first, second = Event(), Event()
gevent.spawn_later(0.02, first.set)
gevent.spawn_later(0.04, second.set)
for event in gevent.iwait([second, first]):
    print('first' if event is first else 'second')
    break
gevent.sleep(0.04)
print(first.is_set(), second.is_set())
for event in gevent.iwait([second, first]):
    print('first' if event is first else 'second')
