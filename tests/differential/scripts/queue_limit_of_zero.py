# With a limit of nothing, get() lets a put that is on its way succeed.
import gevent
from gevent.queue import Empty, Full, Queue

queue = Queue(1)
gevent.spawn(queue.put, 'delayed')
print(queue.get(timeout=0))
try:
    queue.get(timeout=0)
except Empty:
    print('empty')
queue.put('one')
gevent.spawn(queue.get)
queue.put('two', timeout=0)
print(queue.qsize(), queue.peek())
try:
    queue.put('three', timeout=0)
except Full:
    print('full')
