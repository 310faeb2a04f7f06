# select() refuses a descriptor that cannot exist.
import gevent.select

for number in (-1, -7):
    try:
        gevent.select.select([number], [], [], 0.01)
        print('nothing')
    except (ValueError, OSError):
        print('refused')
