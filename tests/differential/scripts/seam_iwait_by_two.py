# Of two fibers that take from one iwait(), the second is refused.
import gevent

fibers = [gevent.spawn(gevent.sleep, 0.05)]
waits = gevent.iwait(fibers)
takers = [gevent.spawn(next, waits) for _ in range(2)]
gevent.sleep(0.01)
print(takers[0].ready(), takers[1].ready())
print(takers[1].successful())
gevent.killall(takers)
