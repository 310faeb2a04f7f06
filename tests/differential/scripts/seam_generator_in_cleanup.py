# The cleanup after a kill may use a greenlet as a generator that blocks.
import gevent
from greenlet import getcurrent, greenlet


def numbers():
    for i in range(3):
        gevent.sleep(0.01)
        getcurrent().parent.switch(i)


def work():
    try:
        gevent.sleep(1)
    finally:
        generator = greenlet(numbers)
        for _ in range(3):
            print('cleanup', generator.switch())


fiber = gevent.spawn(work)
gevent.sleep(0.01)
fiber.kill()
print(fiber.dead)
