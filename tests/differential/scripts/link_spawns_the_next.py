# A chain: the link of each spawns the next one.
import gevent


def step(n):
    print('step', n)
    gevent.sleep(0)


def go_on(n):
    if n < 3:
        fiber = gevent.spawn(step, n)
        fiber.link(lambda _: go_on(n + 1))
    print('linked', n)


go_on(0)
for i in range(12):
    gevent.sleep(0)
    print('main', i)
