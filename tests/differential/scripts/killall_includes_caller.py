# Who kills a list that holds itself dies of it where it waits.
import gevent
from gevent import GreenletExit

fibers = []


def victim():
    try:
        gevent.sleep(10)
    except GreenletExit:
        print('victim killed')
        raise


def killer():
    try:
        gevent.sleep(0.02)
        gevent.killall(fibers)
        print('never printed')
    except GreenletExit:
        print('killer killed')
        raise


fibers.append(gevent.spawn(victim))
fibers.append(gevent.spawn(killer))
gevent.joinall(fibers)
print('end')
