# get() with a limit gives up, and the fiber goes on.
import gevent


def slow():
    gevent.sleep(0.06)
    print('slow ends')
    return 'value'


fiber = gevent.spawn(slow)
try:
    fiber.get(timeout=0.02)
except gevent.Timeout:
    print('gave up', fiber.ready())
try:
    fiber.get(block=False)
except gevent.Timeout:
    print('not now')
print(fiber.get())
