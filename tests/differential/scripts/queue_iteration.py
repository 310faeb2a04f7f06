# Iterating takes items until the end is told.
import gevent
from gevent.queue import Queue

queue = Queue()


def consumer():
    for item in queue:
        print('item', item)
    print('the end')


fiber = gevent.spawn(consumer)
for n in range(3):
    queue.put(n)
    gevent.sleep(0)
queue.put(StopIteration)
fiber.join()
