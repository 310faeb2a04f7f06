# Killing one who joins leaves the joined alone, and the other joiners.
import gevent
from gevent import GreenletExit


def worker():
    gevent.sleep(0.04)
    print('worker ends')


def joiner(name):
    try:
        target.join()
        print(name, 'joined')
    except GreenletExit:
        print(name, 'killed')
        raise


target = gevent.spawn(worker)
first = gevent.spawn(joiner, 'first')
second = gevent.spawn(joiner, 'second')
gevent.sleep(0.02)
first.kill()
print('main', target.ready())
gevent.joinall([target, second])
