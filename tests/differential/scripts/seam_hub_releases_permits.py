# A callback of the loop gives permits to two who wait, in their order.
import gevent
from gevent.lock import Semaphore

permits = Semaphore(0)


def work(name):
    permits.acquire()
    print(name)


def callback():
    permits.release()
    permits.release()
    print('callback', permits.counter)


fibers = [gevent.spawn(work, name) for name in ('a', 'b', 'c')]
gevent.sleep(0)
gevent.get_hub().loop.run_callback(callback)
gevent.joinall(fibers[:2])
print(fibers[2].ready(), permits.counter)
fibers[2].kill()
