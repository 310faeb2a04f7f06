# count is enough; the rest goes on, and can be joined again.
import gevent


def task(name, nap):
    gevent.sleep(nap)
    print(name, 'ends')


fibers = [gevent.spawn(task, n, 0.02 * (n + 1)) for n in range(4)]
print(len(gevent.joinall(fibers, count=1)))
print(len(gevent.joinall(fibers, count=2)))
print([f.ready() for f in fibers].count(True))
print(len(gevent.joinall(fibers)))
