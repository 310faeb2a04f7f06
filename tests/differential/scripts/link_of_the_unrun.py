# Killed before it ran: its links are called, and those who join it go on.
import gevent


def joiner():
    fiber.join()
    print('joined')


fiber = gevent.Greenlet(print, 'never printed')
fiber.link(lambda ended: print('link', ended.successful()))
waiting = gevent.spawn(joiner)
gevent.sleep(0)
fiber.kill()
print('killed')
waiting.join()
