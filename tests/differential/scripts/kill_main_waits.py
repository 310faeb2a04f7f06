# Main can be killed too: the exception comes out of what it waits in.
import gevent


class Oops(Exception):
    pass


main = gevent.getcurrent()


def killer():
    gevent.kill(main, Oops('from a child'))


gevent.spawn(killer)
try:
    gevent.sleep(10)
except Oops as error:
    print('main caught', error)
gevent.sleep(0)
print('and goes on')
