# A reentrant lock whose owner ended is free for none of those that start next.
import gevent
from gevent.lock import RLock

lock = RLock()


def owner():
    lock.acquire()


def other(got):
    got.append(lock.acquire(blocking=False))
    try:
        lock.release()
    except RuntimeError:
        return
    got.append('released')


gevent.spawn(owner).join()
got = []
gevent.joinall([gevent.spawn(other, got) for _ in range(64)])
print(len(got), any(got))
