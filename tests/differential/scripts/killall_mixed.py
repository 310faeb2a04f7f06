# Those that never ran are cancelled first; the others are told in one go.
import gevent
from gevent import GreenletExit


def victim(name):
    try:
        print(name, 'runs')
        gevent.sleep(10)
    except GreenletExit:
        print(name, 'killed')
        raise


def link(ended):
    print('link', names[ended])


a = gevent.spawn(victim, 'a')
b = gevent.spawn(victim, 'b')
gevent.sleep(0)
c = gevent.spawn(victim, 'c')
d = gevent.spawn_later(0.02, victim, 'd')
names = {a: 'a', b: 'b', c: 'c', d: 'd'}
for fiber in (a, b, c, d):
    fiber.link(link)
gevent.killall([d, b, c, a])
print('all dead', all(f.ready() for f in names))
gevent.sleep(0.04)
