# A raw link runs in the hub, and may not block.
import gevent

gevent.get_hub().print_exception = lambda context, kind, *_: print('reported')


def link(_):
    try:
        gevent.sleep(0.01)
        print('never printed')
    except AssertionError:
        print('refused')


fiber = gevent.spawn(print, 'runs')
fiber.rawlink(link)
fiber.join()
print('end')
