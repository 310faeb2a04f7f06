# Room for one: putters and getters are served in turn, each side in order.
import gevent
from gevent.queue import Queue

queue = Queue(1)


def putter(name):
    for i in range(3):
        queue.put((name, i))
        print(name, 'put', i)


def getter(name):
    for _ in range(3):
        whose, i = queue.get()
        print(name, 'got', whose, i)


gevent.joinall([gevent.spawn(putter, 'p'), gevent.spawn(putter, 'q'),
                gevent.spawn(getter, 'g'), gevent.spawn(getter, 'h')])
