# A member that is started in its pool once more takes no second place.
import gevent
from gevent.pool import Pool

pool = Pool(3)
fiber = gevent.Greenlet(gevent.sleep, 0.01)
pool.start(fiber)
print(len(pool), pool.free_count())
pool.add(fiber)
print(len(pool), pool.free_count())
pool.join()
print(len(pool), pool.free_count())
