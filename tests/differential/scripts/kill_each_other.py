# Two that kill each other: the first to act survives to see the other dead.
import gevent
from gevent import GreenletExit

fibers = {}


def duelist(name, rival):
    try:
        gevent.sleep(0.02)
        print(name, 'draws')
        fibers[rival].kill()
        print(name, 'wins')
    except GreenletExit:
        print(name, 'falls')
        raise


fibers['a'] = gevent.spawn(duelist, 'a', 'b')
fibers['b'] = gevent.spawn(duelist, 'b', 'a')
gevent.joinall(list(fibers.values()))
