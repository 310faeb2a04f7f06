# serve_forever returns when another fiber stops the server.
import gevent
from gevent import socket
from gevent.server import StreamServer


def handle(peer, address):
    if peer.recv(10) == b'stop':
        gevent.spawn(server.stop)
    peer.sendall(b'as you wish')


server = StreamServer(('127.0.0.1', 0), handle, spawn=10)


def ask(text):
    client = socket.create_connection(server.address)
    client.sendall(text)
    print(client.recv(100).decode())
    print(client.recv(100) == b'')


def drive():
    gevent.sleep(0.01)
    ask(b'hello')
    ask(b'stop')


driver = gevent.spawn(drive)
server.serve_forever()
print('ended')
driver.join()
