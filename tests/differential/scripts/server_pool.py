# A server with a pool of two: the third client waits until one is done.
import gevent
from gevent import socket
from gevent.event import Event
from gevent.pool import Pool
from gevent.server import StreamServer

go = [Event(), Event(), Event()]
done = Event()


def handle(peer, address):
    number = int(peer.recv(1))
    print('begin', number)
    go[number].wait()
    print('end', number)
    peer.sendall(b'bye')


pool = Pool(2)
server = StreamServer(('127.0.0.1', 0), handle, spawn=pool)
server.start()
print(server.started)
clients = []
for number in range(3):
    client = socket.create_connection(server.address)
    client.sendall(str(number).encode())
    clients.append(client)
    gevent.sleep(0.01)
print(pool.full(), len(pool))
go[1].set()
gevent.sleep(0.01)
print(clients[1].recv(10).decode(), clients[1].recv(10) == b'')
go[0].set()
go[2].set()
print(clients[0].recv(10).decode())
print(clients[2].recv(10).decode())
server.stop()
print(server.started)
