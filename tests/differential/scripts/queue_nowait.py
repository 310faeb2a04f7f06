# What does not wait takes what is there, or says that there is nothing.
import gevent
from gevent.queue import Empty, Full, Queue

queue = Queue(2)
queue.put_nowait(1)
queue.put_nowait(2)
print(queue.full(), queue.qsize())
try:
    queue.put_nowait(3)
except Full:
    print('full')
print(queue.get_nowait(), queue.get_nowait(), queue.empty())
try:
    queue.get_nowait()
except Empty:
    print('empty')
