# An AsyncResult takes over how a fiber ended.
import gevent
from gevent.event import AsyncResult


class Oops(Exception):
    pass


def win():
    gevent.sleep(0.01)
    return 42


def fail():
    gevent.sleep(0.02)
    raise Oops('failed')


gevent.get_hub().print_exception = lambda *_: None
good, bad = AsyncResult(), AsyncResult()
gevent.spawn(win).link(good)
gevent.spawn(fail).link(bad)
value = good.get()
print(value, good.successful())
try:
    bad.get()
except Oops as error:
    print('get threw', error)
print(bad.ready(), bad.successful())
