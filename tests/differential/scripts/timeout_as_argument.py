# A Timeout as the limit of a wait.
import gevent
from gevent import Timeout
from gevent.event import AsyncResult, Event
from gevent.queue import Queue

print('event', Event().wait(timeout=Timeout(0.01)))
try:
    Queue().get(timeout=Timeout(0.01))
except Timeout:
    print('queue gave up')
timer = Timeout(0.01)
try:
    AsyncResult().get(timeout=timer)
except Timeout as timeout:
    print('result threw', timeout is timer)
timer = Timeout(0.01)
sleeper = gevent.spawn(gevent.sleep, 1)
try:
    sleeper.get(timeout=timer)
except Timeout as timeout:
    print('fiber threw', timeout is timer)
sleeper.join(timeout=Timeout(0.01))
print('joined', sleeper.ready())
outer = Timeout.start_new(0.01)
try:
    Event().wait(timeout=Timeout(0.05))
except Timeout as timeout:
    print('outer', timeout is outer)
