# Several tellers and listeners meet in the order they came.
import gevent
from gevent.queue import Channel

channel = Channel()


def teller(name):
    for i in range(2):
        channel.put((name, i))
        print(name, 'told', i)


def listener(name):
    for _ in range(2):
        whose, i = channel.get()
        print(name, 'heard', whose, i)


gevent.joinall([gevent.spawn(teller, 'a'), gevent.spawn(teller, 'b'),
                gevent.spawn(listener, 'x'), gevent.spawn(listener, 'y')])
