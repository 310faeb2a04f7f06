# One result feeds the next.
import gevent
from gevent.event import AsyncResult

a, b, c = AsyncResult(), AsyncResult(), AsyncResult()


def adder(name, source, target):
    value = source.get() + 1
    print(name, value)
    if target is not None:
        target.set(value)


fibers = [gevent.spawn(adder, 'last', c, None), gevent.spawn(adder, 'b', b, c),
          gevent.spawn(adder, 'a', a, b)]
gevent.sleep(0)
a.set(0)
gevent.joinall(fibers)
