# What is ready is given at once, but others run first.
import os

import gevent
from gevent.select import select

reading, writing = os.pipe()
print(len(select([reading], [], [], 0.02)[0]))
gevent.spawn_later(0.02, os.write, writing, b'x')
print(len(select([reading], [], [])[0]))
gevent.spawn(print, 'other')
ready = select([reading], [writing], [])
print(len(ready[0]), len(ready[1]))
