# Two kills not waited for arrive in their order, behind what is ready.
import gevent
from gevent import GreenletExit


def victim(name):
    try:
        gevent.sleep(10)
    except GreenletExit:
        print(name, 'killed')
        raise


a = gevent.spawn(victim, 'a')
b = gevent.spawn(victim, 'b')
gevent.sleep(0)
gevent.spawn(print, 'ready before')
b.kill(block=False)
a.kill(block=False)
gevent.spawn(print, 'ready after')
print('main')
gevent.joinall([a, b])
print('joined')
