# Its owner takes it again; others wait, and may not release it.
import gevent
from gevent.lock import RLock

lock = RLock()


def other():
    print('try', lock.acquire(timeout=0))
    try:
        lock.release()
    except RuntimeError:
        print('not mine')
    lock.acquire()
    print('other has it')
    lock.release()


lock.acquire()
lock.acquire()
print('twice')
fiber = gevent.spawn(other)
gevent.sleep(0.01)
lock.release()
gevent.sleep(0)
print('once', fiber.ready())
lock.release()
fiber.join()
