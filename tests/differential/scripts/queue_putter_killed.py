# A putter that is killed puts nothing; the next one moves up.
import gevent
from gevent.queue import Queue

queue = Queue(1)
queue.put('first')
a = gevent.spawn(queue.put, 'a')
b = gevent.spawn(queue.put, 'b')
gevent.sleep(0)
a.kill()
print(queue.get())
gevent.sleep(0)
print(queue.get(), b.ready(), queue.qsize())
