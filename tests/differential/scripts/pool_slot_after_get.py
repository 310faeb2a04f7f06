# After get() the slot is free again; after kill() a turn later.
import gevent
from gevent.pool import Pool

pool = Pool(1)
fiber = pool.spawn(gevent.sleep, 0.01)
fiber.get()
print(pool.free_count())
fiber = pool.spawn(gevent.sleep, 10)
gevent.sleep(0)
fiber.kill()
print(pool.free_count())
gevent.sleep(0)
print(pool.free_count())
