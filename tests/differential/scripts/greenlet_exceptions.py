# What a greenlet throws is thrown in its parent; what is thrown into it, there.
from greenlet import getcurrent, greenlet


class Oops(Exception):
    pass


def body():
    try:
        main.switch()
    except Oops as error:
        print('thrown in', error)
    raise Oops('out')


main = getcurrent()
g = greenlet(body)
g.switch()
try:
    g.throw(Oops('in'))
except Oops as error:
    print('thrown', error)
print('dead', g.dead)

unrun = greenlet(lambda: print('never printed'))
try:
    unrun.throw(Oops('unrun'))
except Oops as error:
    print('thrown', error)
print('dead', unrun.dead)
