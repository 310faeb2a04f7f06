# A fiber killed between the event and its resumption takes no permit with it.
import gevent
from gevent.lock import Semaphore

permits = Semaphore(0)


def work(name):
    with permits:
        print(name)


first, second = gevent.spawn(work, 'first'), gevent.spawn(work, 'second')
gevent.sleep(0)
permits.release()
first.kill(block=False)
gevent.joinall([first, second], timeout=0.1)
print(second.ready(), permits.counter)
