# A blocked getter takes the least of what was put by the time of its turn.
import gevent
from gevent.queue import PriorityQueue

queue = PriorityQueue()


def getter(name):
    print(name, queue.get())


fibers = [gevent.spawn(getter, name) for name in 'ab']
gevent.sleep(0)
for n in (5, 3, 4):
    queue.put(n)
gevent.joinall(fibers)
print('left', queue.get())
