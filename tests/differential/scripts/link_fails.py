# A link that fails is reported, and the others are called all the same.
import gevent


class Oops(Exception):
    pass


def failing(_):
    print('fails')
    raise Oops('in a link')


gevent.get_hub().print_exception = lambda *_: print('reported')
fiber = gevent.spawn(gevent.sleep, 0)
fiber.rawlink(failing)
fiber.rawlink(lambda _: print('the next one'))
fiber.join()
print('joined')
gevent.sleep(0)
