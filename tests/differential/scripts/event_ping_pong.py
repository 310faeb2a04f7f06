# Two events, two fibers: each wakes the other.
import gevent
from gevent.event import Event

ping, pong = Event(), Event()


def player(name, mine, yours):
    for i in range(3):
        mine.wait()
        mine.clear()
        print(name, i)
        yours.set()


fibers = [gevent.spawn(player, 'ping', ping, pong),
          gevent.spawn(player, 'pong', pong, ping)]
ping.set()
gevent.joinall(fibers)
