# get() of a failed fiber throws what it failed with, as often as asked.
import gevent


class Oops(Exception):
    pass


def fail():
    gevent.sleep(0.01)
    raise Oops('again')


gevent.get_hub().print_exception = lambda *_: None
fiber = gevent.spawn(fail)
for _ in range(3):
    try:
        fiber.get()
    except Oops as error:
        print('get threw', error)
fiber.join()
print('join did not', fiber.successful())
