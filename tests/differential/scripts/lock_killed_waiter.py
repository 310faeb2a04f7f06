# A waiter killed, before or after the permit was released, loses none.
import gevent
from gevent.lock import Semaphore

semaphore = Semaphore(0)


def taker(name):
    semaphore.acquire()
    print(name, 'has it')


a, b = gevent.spawn(taker, 'a'), gevent.spawn(taker, 'b')
gevent.sleep(0)
a.kill(block=False)
semaphore.release()
b.join()
c, d = gevent.spawn(taker, 'c'), gevent.spawn(taker, 'd')
gevent.sleep(0)
semaphore.release()
c.kill(block=False)
gevent.sleep(0.01)
print(c.ready(), d.ready(), semaphore.counter)
d.kill()
