# peek() waits as get() does, and leaves the item for the next.
import gevent
from gevent.queue import Queue

queue = Queue()


def peeker(name):
    print(name, 'sees', queue.peek())


def getter(name):
    print(name, 'takes', queue.get())


fibers = [gevent.spawn(peeker, 'a'), gevent.spawn(getter, 'b'),
          gevent.spawn(peeker, 'c')]
gevent.sleep(0)
queue.put(1)
gevent.sleep(0)
print(*[f.ready() for f in fibers])
queue.put(2)
gevent.joinall(fibers)
print(queue.qsize())
