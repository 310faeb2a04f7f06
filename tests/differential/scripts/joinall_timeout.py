# The limit is for all together; what has ended by then is returned.
import gevent


def task(name, nap):
    gevent.sleep(nap)
    print(name, 'ends')


fibers = [gevent.spawn(task, n, 0.04 * (n + 1)) for n in range(3)]
print(len(gevent.joinall(fibers, timeout=0.06)))
print(len(gevent.joinall(fibers, timeout=0)))
print(len(gevent.joinall(fibers)))
print(len(gevent.joinall([])))
