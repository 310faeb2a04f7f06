# A link may unlink a later one, which is then not called.
import gevent


def first(_):
    print('first')
    fiber.unlink(third)


def second(_):
    print('second')


def third(_):
    print('third')


fiber = gevent.spawn(gevent.sleep, 0.02)
fiber.rawlink(first)
fiber.rawlink(second)
fiber.rawlink(third)
gevent.sleep(0.04)
print('end')
