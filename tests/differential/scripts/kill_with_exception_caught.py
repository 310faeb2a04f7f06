# Any exception can be sent, caught and answered: the fiber decides.
import gevent


class Oops(Exception):
    pass


def listener():
    heard = []
    while len(heard) < 3:
        try:
            gevent.sleep(10)
        except Oops as news:
            heard.append(str(news))
            print('heard', news)
    return ' '.join(heard)


fiber = gevent.spawn(listener)
gevent.sleep(0)
for word in ('one', 'two', 'three'):
    fiber.kill(Oops(word), block=False)
    print('sent', word)
fiber.join()
print(fiber.value)
