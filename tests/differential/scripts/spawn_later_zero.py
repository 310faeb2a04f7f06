# A delay of nothing is a timer still: later than all that is ready.
import gevent

gevent.spawn_later(0, print, 'later 0')
gevent.spawn(print, 'spawned')
print('main')
for i in range(3):
    gevent.sleep(0)
    print('main', i)
gevent.sleep(0.02)
