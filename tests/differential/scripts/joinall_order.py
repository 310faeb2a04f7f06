# Those that ended come in the order in which they ended.
import gevent


def task(name, nap):
    gevent.sleep(nap)
    print(name, 'ends')


slow = gevent.spawn(task, 'slow', 0.06)
quick = gevent.spawn(task, 'quick', 0.02)
middle = gevent.spawn(task, 'middle', 0.04)
names = {slow: 'slow', quick: 'quick', middle: 'middle'}
print(*[names[f] for f in gevent.joinall([slow, quick, middle])])
print(*[names[f] for f in gevent.joinall([middle, slow, quick])])
