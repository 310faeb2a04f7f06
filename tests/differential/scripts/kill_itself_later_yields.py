# The kill waits behind what is ready, the fiber's own next turn behind it.
import gevent
from gevent import GreenletExit


def suicidal():
    gevent.getcurrent().kill(block=False)
    try:
        for i in range(3):
            print('turn', i)
            gevent.sleep(0)
    except GreenletExit:
        print('caught')
        raise


gevent.joinall([gevent.spawn(suicidal), gevent.spawn(print, 'other')])
