# LoopExit comes to main only; the hub can be used again afterwards.
import gevent
from gevent.event import Event
from gevent.hub import LoopExit

event = Event()


def child():
    try:
        event.wait()
        print('child woken')
    except LoopExit:
        print('never printed')


fiber = gevent.spawn(child)
for _ in range(2):
    try:
        fiber.join()
    except LoopExit:
        print('LoopExit in main', fiber.ready())
event.set()
fiber.join()
print('usable', fiber.ready())
