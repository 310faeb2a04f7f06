# What the mapped calls see of their pool's size.
import gevent
from gevent.pool import Group, Pool


def show(group, n):
    print(n, 'of', len(group))


group, pool = Group(), Pool(2)
group.map(lambda n: show(group, n), range(3))
pool.map(lambda n: show(pool, n), range(3))
