# A getter killed at the moment of the put loses no item.
import gevent
from gevent.queue import Queue

queue = Queue()


def getter(name):
    print(name, queue.get())


a, b = gevent.spawn(getter, 'a'), gevent.spawn(getter, 'b')
gevent.sleep(0)
a.kill(block=False)
queue.put(1)
gevent.sleep(0.01)
print(a.ready(), b.ready(), queue.qsize())

c, d = gevent.spawn(getter, 'c'), gevent.spawn(getter, 'd')
gevent.sleep(0)
queue.put(2)
c.kill(block=False)
gevent.sleep(0.01)
print(c.ready(), d.ready(), queue.qsize())
d.kill()
