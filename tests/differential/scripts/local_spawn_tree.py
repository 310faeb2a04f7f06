# What a fiber shares with all that it spawns; a tree from the hub is another.
import gevent


def tree():
    return gevent.getcurrent().spawn_tree_locals


def child(name):
    print(name, 'finds', tree().get('x'))
    tree()['x'] = name
    gevent.sleep(0)
    print(name, 'sees', tree().get('x'))


def parent():
    tree()['x'] = 'parent'
    gevent.joinall([gevent.spawn(child, 'a'), gevent.spawn(child, 'b')])
    print('parent sees', tree().get('x'))


gevent.spawn(parent).join()
gevent.spawn(child, 'c').join()
gevent.get_hub().loop.run_callback(lambda: gevent.spawn(child, 'd'))
gevent.sleep(0.01)
gevent.spawn(child, 'e').join()
