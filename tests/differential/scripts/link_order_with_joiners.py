# Links of all kinds and joiners are served in one order: that of coming.
import gevent


def worker():
    gevent.sleep(0.02)
    print('worker ends')


def joiner(name):
    target.join()
    print(name, 'joined')


target = gevent.spawn(worker)
target.link(lambda _: print('link 1'))
first = gevent.spawn(joiner, 'first')
gevent.sleep(0)
target.rawlink(lambda _: print('raw'))
second = gevent.spawn(joiner, 'second')
gevent.sleep(0)
target.link(lambda _: print('link 2'))
target.join()
print('main joined')
gevent.joinall([first, second])
