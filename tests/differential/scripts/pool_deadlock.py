# Workers that spawn into their own full pool: LoopExit, in main.
import gevent
from gevent.hub import LoopExit
from gevent.pool import Pool

pool = Pool(2)


def worker(n):
    print('worker', n)
    gevent.sleep(0)
    pool.spawn(worker, n + 2)
    print('never printed')


pool.spawn(worker, 0)
pool.spawn(worker, 1)
try:
    pool.join()
except LoopExit:
    print('LoopExit', pool.free_count(), len(pool))
