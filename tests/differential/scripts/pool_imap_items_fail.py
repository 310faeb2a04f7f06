# The items themselves fail: what was there is given, then the failure.
import gevent
from gevent.pool import Pool


class Oops(Exception):
    pass


def items():
    yield 0
    yield 1
    raise Oops('no third')


def task(n):
    gevent.sleep(0.01)
    print('end', n)
    return n


gevent.get_hub().print_exception = lambda *_: None
results = Pool(3).imap(task, items())
for _ in range(3):
    try:
        print('next', next(results))
    except Oops as error:
        print('threw', error)
