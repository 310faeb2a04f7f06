# The Timeout of a fiber that has ended does nothing.
import gevent
from gevent import Timeout

kept = []


def starter():
    kept.append(Timeout.start_new(0.02))
    print('starter ends')


gevent.spawn(starter).join()
gevent.sleep(0.04)
print('nothing happened', kept[0].pending)
