# join() returns when task_done() was called for every item.
import gevent
from gevent.queue import JoinableQueue

queue = JoinableQueue()
queue.join()
print('nothing to do')


def worker(name):
    while True:
        item = queue.get()
        gevent.sleep(0.02)
        print(name, item)
        queue.task_done()


workers = [gevent.spawn(worker, name) for name in 'ab']
for item in range(4):
    queue.put(item)
print(queue.unfinished_tasks)
print('in time', queue.join(timeout=0))
queue.join()
print('all done', queue.unfinished_tasks)
try:
    queue.task_done()
except ValueError:
    print('one too many')
gevent.killall(workers)
