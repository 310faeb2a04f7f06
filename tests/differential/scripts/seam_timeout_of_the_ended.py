# A Timeout that a dead fiber left running is swallowed by no Timeout of those
# who start next.
import gevent

left = []


def first():
    left.append(gevent.Timeout.start_new(0.02))


def second():
    with gevent.Timeout(0.5, False):
        gevent.sleep(0.1)
        print('slept')


gevent.spawn(first).join()
gevent.spawn(second).join()
print(left[0].pending)
left[0].close()
