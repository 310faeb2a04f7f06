# A running fiber may take the item before the one that waits; none is lost.
import gevent
from gevent.queue import Queue

queue = Queue()


def getter():
    print('getter', queue.get())


waiting = gevent.spawn(getter)
gevent.sleep(0)
queue.put(1)
print('main', queue.get())
gevent.sleep(0)
print('still waits', not waiting.ready())
queue.put(2)
waiting.join()
