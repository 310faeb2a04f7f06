# What is spawned and what yields takes its turn in one queue.
import gevent


def child():
    print('child')


def parent():
    print('parent')
    gevent.spawn(child)
    gevent.sleep(0)
    print('parent again')


def sibling():
    print('sibling')


gevent.spawn(parent)
gevent.spawn(sibling)
print('main')
gevent.sleep(0)
print('main again')
gevent.sleep(0)
print('main at last')
