# A fiber killed while it waits for its child leaves the child running.
import gevent


def child():
    gevent.sleep(0.02)
    print('child')


children = []


def parent():
    children.append(gevent.spawn(child))
    children[0].join()
    print('never printed')


fiber = gevent.spawn(parent)
gevent.sleep(0.01)
fiber.kill()
print(children[0].ready())
children[0].join()
