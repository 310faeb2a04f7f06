# The end of a greenlet leads to its parent, not to the one that switched to it.
from greenlet import getcurrent, greenlet


def inner():
    print('inner')
    return 1


def outer():
    print('outer')
    child = greenlet(inner)
    print('child of outer', child.parent == getcurrent())
    print('gave', child.switch())
    return 2


g = greenlet(outer)
print('parent is main', g.parent == getcurrent())
print('gave', g.switch())
