# wait() sees a permit without taking it; over-release makes more of them.
import gevent
from gevent.lock import Semaphore

semaphore = Semaphore(0)


def watcher(name):
    semaphore.wait()
    print(name, 'sees', semaphore.counter)


def taker(name):
    semaphore.acquire()
    print(name, 'takes', semaphore.counter)


fibers = [gevent.spawn(watcher, 'a'), gevent.spawn(taker, 'b'),
          gevent.spawn(taker, 'c')]
gevent.sleep(0)
semaphore.release()
semaphore.release()
print('released', semaphore.counter)
gevent.joinall(fibers)
semaphore.release()
semaphore.release()
print(semaphore.counter, semaphore.locked())
