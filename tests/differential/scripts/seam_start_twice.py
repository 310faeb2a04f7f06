# A fiber that is started twice runs once.
import gevent

fiber = gevent.Greenlet(print, 'runs')
fiber.start()
fiber.start()
fiber.join()
fiber.start()
gevent.sleep(0)
print(fiber.ready())
