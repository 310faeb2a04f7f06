# A boss and three workers share a queue with room for three.
import gevent
from gevent.queue import Empty, Queue

tasks = Queue(maxsize=3)


def worker(name):
    try:
        while True:
            print(name, 'got', tasks.get(timeout=0.2))
            gevent.sleep(0)
    except Empty:
        print('quitting', name)


def boss():
    for i in range(1, 10):
        tasks.put(i)
    print('iteration 1')
    for i in range(10, 20):
        tasks.put(i)
    print('iteration 2')


gevent.joinall([gevent.spawn(boss), gevent.spawn(worker, 'steve'),
                gevent.spawn(worker, 'john'), gevent.spawn(worker, 'bob')])
