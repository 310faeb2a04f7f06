# Delays are kept, whatever the order of starting; equal ones in that order.
import gevent


def say(text):
    print(text)


gevent.spawn_later(0.06, say, '60')
gevent.spawn_later(0.02, say, '20')
gevent.spawn_later(0.04, say, '40 first')
gevent.spawn_later(0.04, say, '40 second')
gevent.spawn(say, 'at once')
gevent.sleep(0.1)
print('end')
