# Those that spin do not keep a timer from firing.
import gevent

rung = []


def spinner():
    while not rung:
        gevent.sleep(0)
    print('spinner sees it')


fiber = gevent.spawn(spinner)
gevent.sleep(0.01)
rung.append(True)
print('rung')
fiber.join()
