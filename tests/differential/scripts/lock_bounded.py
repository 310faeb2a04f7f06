# The tutorial's: two permits, and not one more back than were taken.
import gevent
from gevent.lock import BoundedSemaphore

semaphore = BoundedSemaphore(2)


def worker(n):
    semaphore.acquire()
    print(n, 'acquired')
    gevent.sleep(0)
    semaphore.release()
    print(n, 'released')


gevent.joinall([gevent.spawn(worker, n) for n in range(5)])
try:
    semaphore.release()
except ValueError:
    print('one too many')
