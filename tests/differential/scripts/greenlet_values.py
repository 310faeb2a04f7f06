# A switch passes a value there, and the next one a value back.
from greenlet import getcurrent, greenlet


def body(first):
    print('got', first)
    second = main.switch(10 * first)
    print('got', second)
    return 10 * second


main = getcurrent()
g = greenlet(body)
print('back', g.switch(1))
print('dead', g.dead)
print('back', g.switch(2))
print('dead', g.dead)
print('falls through', g.switch(3))
