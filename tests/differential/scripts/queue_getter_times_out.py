# Getters that gave up are passed over.
import gevent
from gevent.queue import Empty, Queue

queue = Queue()


def getter(name, limit):
    try:
        print(name, queue.get(timeout=limit))
    except Empty:
        print(name, 'gave up')


fibers = [gevent.spawn(getter, 'a', 0.02), gevent.spawn(getter, 'b', 0.04),
          gevent.spawn(getter, 'c', None)]
gevent.sleep(0.06)
queue.put('item')
gevent.joinall(fibers)
