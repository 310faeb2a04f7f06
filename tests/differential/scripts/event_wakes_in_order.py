# The setter goes on first; then those who waited, in the order they came.
import gevent
from gevent.event import Event

event = Event()


def setter():
    print('A: hey')
    gevent.sleep(0.02)
    print('A: done')
    event.set()
    print('A: set')


def waiter(name):
    print(name, 'waits')
    print(name, event.wait())


gevent.joinall([gevent.spawn(setter)] +
               [gevent.spawn(waiter, name) for name in 'bcde'])
print(event.wait(), event.is_set())
