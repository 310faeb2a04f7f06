# apply() from the pool's own worker runs there: no deadlock.
import gevent
from gevent.pool import Pool

pool = Pool(1)


def inner():
    print('inner')
    return 'value'


def outer():
    print('outer')
    return pool.apply(inner)


print(pool.apply(outer))
