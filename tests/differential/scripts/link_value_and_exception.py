# link_value hears of successes, link_exception of failures, link of both.
import gevent


class Oops(Exception):
    pass


def win():
    return 'value'


def fail():
    raise Oops('failed')


def killed():
    gevent.sleep(10)


gevent.get_hub().print_exception = lambda *_: None
for name, task in (('win', win), ('fail', fail), ('killed', killed)):
    fiber = gevent.spawn(task)
    fiber.link_exception(lambda _, name=name: print(name, 'exception'))
    fiber.link_value(lambda _, name=name: print(name, 'value'))
    fiber.link(lambda _, name=name: print(name, 'link'))
    gevent.sleep(0)
    fiber.kill()
    gevent.sleep(0)
