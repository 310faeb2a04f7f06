# Who waits while it notifies goes behind those who are blocked.
import gevent
from gevent.event import Event

event = Event()


def first():
    event.wait()
    print('first')
    event.wait()
    print('first again')


def other(name):
    event.wait()
    print(name)


fibers = [gevent.spawn(first), gevent.spawn(other, 'second'),
          gevent.spawn(other, 'third')]
gevent.sleep(0)
event.set()
gevent.joinall(fibers)
