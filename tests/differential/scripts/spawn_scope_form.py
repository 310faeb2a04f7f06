# The scope joins its fiber; an exception that leaves it kills that first.
import gevent


class Oops(Exception):
    pass


def worker(name):
    try:
        gevent.sleep(0.02)
        print(name, 'ends')
    except Oops as error:
        print(name, 'killed by', error)
        raise


gevent.get_hub().print_exception = lambda *_: None
with gevent.spawn(worker, 'first') as fiber:
    print('body', fiber.ready())
print('joined', fiber.ready())
try:
    with gevent.spawn(worker, 'second') as fiber:
        gevent.sleep(0)
        raise Oops('the body')
except Oops as error:
    print('left', error, fiber.ready())
