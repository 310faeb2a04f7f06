# Two that yield take turns, and each spawns behind what is ready.
import gevent


def task(name, rounds):
    for i in range(rounds):
        print(name, i)
        gevent.sleep(0)
    gevent.spawn(print, name, 'epilogue')


gevent.joinall([gevent.spawn(task, 'A', 3), gevent.spawn(task, 'B', 2)])
print('joined')
gevent.sleep(0)
print('end')
