# Each generation spawns the next, then yields: depth and breadth interleave.
import gevent


def generation(n):
    print('begin', n)
    if n < 4:
        child = gevent.spawn(generation, n + 1)
        gevent.sleep(0)
        print('yielded', n)
        child.join()
    print('end', n)


gevent.spawn(generation, 0).join()
