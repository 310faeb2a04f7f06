# The hub puts without waiting: to a full queue only if a getter waits.
import gevent
from gevent.queue import Full, Queue

queue = Queue(1)


def in_hub(item):
    try:
        queue.put_nowait(item)
        print('put', item)
    except Full:
        print('full', item)


loop = gevent.get_hub().loop
loop.run_callback(in_hub, 1)
loop.run_callback(in_hub, 2)
gevent.sleep(0.01)
print(queue.get())
