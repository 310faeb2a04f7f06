# wait() stops at enough, or at its limit; what is ready counts at once.
import gevent
from gevent.event import Event

events = [Event() for _ in range(3)]
names = {id(event): n for n, event in enumerate(events)}
events[2].set()
gevent.spawn_later(0.04, events[0].set)


def show(ready):
    print('ready', *[names[id(event)] for event in ready])


show(gevent.wait(events, count=1))
show(gevent.wait(events, timeout=0.02))
show(gevent.wait(events, count=2))
gevent.sleep(0)
show(gevent.wait(events, timeout=0))
