# Work that makes work: join() waits for that, too.
import gevent
from gevent.queue import JoinableQueue

queue = JoinableQueue()


def worker():
    while True:
        n = queue.get()
        print('work', n)
        if n < 4:
            queue.put(2 * n)
            queue.put(2 * n + 1)
        queue.task_done()


fiber = gevent.spawn(worker)
queue.put(1)
queue.join()
print('done')
fiber.kill()
