# Released and taken again at once, the permit stays with the fiber that runs.
import gevent
from gevent.lock import Semaphore

semaphore = Semaphore(0)


def waiter():
    semaphore.acquire()
    print('waiter has it')


fiber = gevent.spawn(waiter)
gevent.sleep(0)
semaphore.release()
print('barged', semaphore.acquire())
gevent.sleep(0)
print('waits', not fiber.ready())
semaphore.release()
fiber.join()
