# Set and cleared at once, it has still woken all that waited, and no others.
import gevent
from gevent.event import Event

event = Event()


def waiter(name):
    print(name, event.wait())


early = [gevent.spawn(waiter, name) for name in 'ab']
gevent.sleep(0)
event.set()
event.clear()
late = gevent.spawn(waiter, 'late')
gevent.joinall(early)
print(late.ready(), event.is_set())
event.set()
late.join()
