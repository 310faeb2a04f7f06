# A spawner killed while it waits for room leaks no slot.
import gevent
from gevent.pool import Pool

pool = Pool(1)
worker = pool.spawn(gevent.sleep, 0.04)
a = gevent.spawn(lambda: pool.spawn(print, 'from a'))
b = gevent.spawn(lambda: pool.spawn(print, 'from b'))
gevent.sleep(0)
a.kill()
print(a.ready(), b.ready(), pool.free_count())
b.join()
pool.join()
print(pool.free_count())
print(pool.wait_available(0.01) > 0)
