# The getter goes on before the putter; put() returns when it was taken.
import gevent
from gevent.queue import Channel

channel = Channel()


def teller():
    for i in range(3):
        channel.put(i)
        print('told', i)


def listener():
    for _ in range(3):
        print('heard', channel.get())


gevent.joinall([gevent.spawn(teller), gevent.spawn(listener)])
gevent.joinall([gevent.spawn(listener), gevent.spawn(teller)])
