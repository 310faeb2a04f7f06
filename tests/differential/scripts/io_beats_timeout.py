# Both are due in the same turn of the loop: the data wins.
import socket
import time

import gevent
from gevent import Timeout
from gevent.socket import wait_read

here, there = socket.socketpair()


def late():
    there.send(b'x')
    time.sleep(0.05)


gevent.spawn(late)
try:
    with Timeout(0.02):
        wait_read(here.fileno())
        print('readable')
except Timeout:
    print('timed out')
here.recv(1)
try:
    wait_read(here.fileno(), timeout=0.01)
    print('readable')
except OSError:
    print('gave up')
