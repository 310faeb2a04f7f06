# A waiter that is killed between set() and its turn leaves the others theirs.
import gevent
from gevent import GreenletExit
from gevent.event import Event

event = Event()


def waiter(name):
    try:
        event.wait()
        print(name, 'woken')
    except GreenletExit:
        print(name, 'killed')
        raise


a, b, c = [gevent.spawn(waiter, name) for name in 'abc']
gevent.sleep(0)
b.kill(block=False)
event.set()
gevent.joinall([a, b, c])

event.clear()
d, e = [gevent.spawn(waiter, name) for name in 'de']
gevent.sleep(0)
event.set()
d.kill(block=False)
gevent.joinall([d, e])
