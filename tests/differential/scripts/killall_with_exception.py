# The exception goes to all, also as the end of those that never ran.
import gevent


class Oops(Exception):
    pass


def victim(name):
    try:
        gevent.sleep(10)
    except Oops as error:
        print(name, error)
        raise


gevent.get_hub().print_exception = lambda *_: None
a = gevent.spawn(victim, 'a')
b = gevent.spawn(victim, 'b')
gevent.sleep(0)
c = gevent.spawn(victim, 'c')
gevent.killall([a, b, c], Oops('enough'))
print(*[f.successful() for f in (a, b, c)])
print(*[str(f.exception) for f in (a, b, c)])
