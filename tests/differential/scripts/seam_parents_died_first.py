# A raw greenlet whose parents have died gives its value to the nearest living
# ancestor, and a dead one passes on what is switched to it.
from greenlet import getcurrent, greenlet


def old():
    print('old', getcurrent().parent.switch('old is up'))
    return 'old ends'


def young():
    print('young', getcurrent().parent.parent.switch('young is up'))
    return 'young ends'


a = greenlet(old)
print(a.switch())
b = greenlet(young, a)
print(b.switch())
print(a.switch('on'))
print(a.dead, b.dead)
print(b.switch('on'))
print(b.dead, b.switch('to the dead'))
