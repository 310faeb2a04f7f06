# map() throws the first failure, and the others go on.
import gevent
from gevent.pool import Pool


class Oops(Exception):
    pass


def task(n):
    gevent.sleep(0.02 * n)
    if n == 1:
        raise Oops('one')
    print('end', n)


gevent.get_hub().print_exception = lambda *_: None
pool = Pool(4)
try:
    pool.map(task, range(4))
except Oops as error:
    print('threw', error)
pool.join()
print('joined')
