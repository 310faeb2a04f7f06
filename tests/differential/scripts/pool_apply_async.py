# apply_async() never waits; its result does.
import gevent
from gevent.pool import Pool


class Oops(Exception):
    pass


def task(n):
    print('begin', n)
    gevent.sleep(0.01)
    if n == 2:
        raise Oops('two')
    return n * 10


gevent.get_hub().print_exception = lambda *_: None
pool = Pool(1)
results = [pool.apply_async(task, (n,)) for n in range(3)]
print('asked')
for result in results:
    try:
        print('got', result.get())
    except Oops as error:
        print('threw', error)
pool.join()
print('joined', pool.free_count())
