# A failing call fails its own next(); the rest follows.
import gevent
from gevent.pool import Pool


class Oops(Exception):
    pass


def task(n):
    if n == 1:
        raise Oops('one')
    return n


gevent.get_hub().print_exception = lambda *_: None
results = Pool(2).imap(task, range(4))
for _ in range(4):
    try:
        print(next(results))
    except Oops as error:
        print('threw', error)
try:
    print(next(results))
except StopIteration:
    print('the end')
