# Getters that wait are served in the order they came.
import gevent
from gevent.queue import Queue

queue = Queue(2)


def getter(name):
    print(name, queue.get())


fibers = [gevent.spawn(getter, n) for n in range(5)]
gevent.sleep(0)
for item in 'abcde':
    queue.put(item)
    print('put', item)
gevent.joinall(fibers)
print(queue.qsize())
