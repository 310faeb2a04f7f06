# An exception thrown into a greenlet that has not begun, or is dead, arrives at
# its parent, and the greenlet never runs.
from greenlet import greenlet


class Oops(Exception):
    pass


def never():
    print('never printed')


unrun = greenlet(never)
for turn in ('unrun', 'dead'):
    try:
        unrun.throw(Oops(turn))
    except Oops as error:
        print(error, unrun.dead)
