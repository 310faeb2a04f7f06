# stop() refuses new clients, waits for its handlers, and kills the slow.
import errno

import gevent
from gevent import socket
from gevent.server import StreamServer


def handle(peer, address):
    naps = float(peer.recv(10))
    try:
        gevent.sleep(naps)
        peer.sendall(b'done')
        print('done')
    except gevent.GreenletExit:
        print('killed')
        raise


server = StreamServer(('127.0.0.1', 0), handle, spawn=10)
server.start()
clients = []
for naps in (b'0.05', b'10'):
    client = socket.create_connection(server.address)
    client.sendall(naps)
    clients.append(client)
gevent.sleep(0.01)
address = server.address
stopping = gevent.spawn(server.stop, 0.1)
gevent.sleep(0.01)
try:
    socket.create_connection(address)
    print('connected')
except OSError as error:
    print(error.errno == errno.ECONNREFUSED)
stopping.join()
print(clients[0].recv(10).decode())
print(clients[1].recv(10) == b'')
