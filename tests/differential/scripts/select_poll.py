# A poll object: what is ready, what is not open, and what was taken out.
import socket as blocking

import gevent
from gevent import select

here, there = blocking.socketpair()
for end in (here, there):
    end.setblocking(False)
poll = select.poll()
poll.register(here, select.POLLIN)
print(len(poll.poll(10)))


def late():
    gevent.sleep(0.01)
    there.send(b'x')


gevent.spawn(late)
for fd, events in poll.poll():
    print(fd == here.fileno(), bool(events & select.POLLIN),
          bool(events & select.POLLOUT))
poll.modify(here, select.POLLOUT)
for fd, events in poll.poll():
    print(bool(events & select.POLLIN), bool(events & select.POLLOUT))
poll.register(here)
for fd, events in poll.poll():
    print(bool(events & select.POLLIN), bool(events & select.POLLOUT))
poll.unregister(here)
print(len(poll.poll(10)))
try:
    poll.unregister(here)
except KeyError:
    print('unknown')
