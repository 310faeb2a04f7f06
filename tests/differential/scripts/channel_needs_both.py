# Neither side gets anywhere alone.
import gevent
from gevent.queue import Channel, Empty, Full

channel = Channel()
try:
    channel.put('item', timeout=0.01)
except Full:
    print('nobody listens')
try:
    channel.get(timeout=0.01)
except Empty:
    print('nobody tells')
fiber = gevent.spawn(channel.get)
gevent.sleep(0)
channel.put('item', timeout=0)
fiber.join()
print(fiber.value)
