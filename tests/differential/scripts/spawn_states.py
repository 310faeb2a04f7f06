# The flags of a fiber through its life.
import gevent


class Oops(Exception):
    pass


def win():
    gevent.sleep(0)
    return 'You win!'


def fail():
    raise Oops('You fail at failing.')


def show(when, fiber):
    print(when, bool(fiber.started), fiber.ready(), fiber.successful(),
          fiber.value, fiber.exception is not None)


gevent.get_hub().print_exception = lambda *_: None
winner = gevent.Greenlet(win)
show('new', winner)
winner.start()
show('started', winner)
loser = gevent.spawn(fail)
gevent.joinall([winner, loser])
show('winner', winner)
show('loser', loser)
print(loser.exception)
