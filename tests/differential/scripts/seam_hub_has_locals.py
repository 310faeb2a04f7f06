# A callback of the loop has fiber-local values of its own.
import gevent
from gevent.local import local


class Data(local):
    value = 0


data = Data()
data.value = 1


def callback(then):
    print('callback', data.value)
    data.value = then


gevent.get_hub().loop.run_callback(callback, 2)
gevent.sleep(0.01)
gevent.get_hub().loop.run_callback(callback, 3)
gevent.sleep(0.01)
print('main', data.value)
