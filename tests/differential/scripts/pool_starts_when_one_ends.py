# A pool of two starts the next when one ends.
import gevent
from gevent.pool import Pool

pool = Pool(2)


def task(n, nap):
    print('begin', n)
    gevent.sleep(nap)
    print('end', n)


for n, nap in enumerate((0.12, 0.08, 0.06, 0.01)):
    pool.spawn(task, n, nap)
    print('spawned', n, pool.free_count())
pool.join()
print('joined', pool.free_count())
