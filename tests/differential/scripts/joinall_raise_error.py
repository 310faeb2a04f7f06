# It throws what the earliest failure threw, and leaves the others running.
import gevent


class Oops(Exception):
    pass


def fail(name, nap):
    gevent.sleep(nap)
    print(name, 'fails')
    raise Oops(name)


def work():
    gevent.sleep(0.06)
    print('work ends')


gevent.get_hub().print_exception = lambda *_: None
late = gevent.spawn(fail, 'late', 0.04)
early = gevent.spawn(fail, 'early', 0.02)
worker = gevent.spawn(work)
try:
    gevent.joinall([worker, late, early], raise_error=True)
except Oops as error:
    print('threw', error, worker.ready(), late.ready())
worker.join()
print(late.exception)
