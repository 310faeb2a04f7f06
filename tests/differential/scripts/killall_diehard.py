# One that takes its time: killall() waits for it, or gives up at its limit.
import gevent
from gevent import GreenletExit


def victim(name, last_words):
    try:
        gevent.sleep(10)
    except GreenletExit:
        gevent.sleep(last_words)
        print(name, 'ends')
        raise


quick = gevent.spawn(victim, 'quick', 0)
slow = gevent.spawn(victim, 'slow', 0.06)
gevent.sleep(0)
try:
    gevent.killall([slow, quick], timeout=0.02)
    print('in time')
except gevent.Timeout:
    print('gave up')
print(quick.ready(), slow.ready())
slow.join()
print('end')
