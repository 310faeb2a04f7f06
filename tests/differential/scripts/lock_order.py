# Those who wait for a permit get it in the order they came.
import gevent
from gevent.lock import Semaphore

semaphore = Semaphore(1)


def worker(name):
    with semaphore:
        print(name, 'in')
        gevent.sleep(0)
        print(name, 'out')


gevent.joinall([gevent.spawn(worker, name) for name in 'abcd'])
