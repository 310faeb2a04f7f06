# Killed with an exception that it lets through, it has failed with that one.
import gevent


class Oops(Exception):
    pass


def victim():
    gevent.sleep(10)


gevent.get_hub().print_exception = lambda *_: None
mine = Oops('mine')
fiber = gevent.spawn(victim)
gevent.sleep(0)
fiber.kill(mine)
print(fiber.successful(), fiber.exception is mine)
try:
    fiber.get()
except Oops as error:
    print('get threw', error)

unrun = gevent.spawn(victim)
unrun.kill(mine)
print('never ran', unrun.successful(), unrun.exception is mine)
