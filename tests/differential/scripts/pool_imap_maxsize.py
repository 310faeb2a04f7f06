# With maxsize, no more than that are started ahead of what was taken.
import gevent
from gevent.pool import Pool

pool = Pool(10)


def task(n):
    print('start', n)
    return n


results = pool.imap(task, range(6), maxsize=2)
gevent.sleep(0.01)
for _ in range(6):
    print('next', next(results))
    gevent.sleep(0.01)
