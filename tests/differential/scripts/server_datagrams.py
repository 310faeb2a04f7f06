# Each datagram has a fiber, and answers come from the server's address.
import gevent
from gevent import socket
from gevent.server import DatagramServer


class Echo(DatagramServer):
    def handle(self, data, address):
        print('got', data.decode())
        self.sendto(b'Received ' + data, address)


server = Echo(('127.0.0.1', 0))
server.start()
client = socket.socket(type=socket.SOCK_DGRAM)
client.connect(('127.0.0.1', server.server_port))
client.settimeout(5)
for text in (b'one', b'', b'two'):
    client.send(text)
    print(client.recv(100).decode())
server.stop()
client.send(b'nobody')
try:
    client.recv(10)
except ConnectionRefusedError:
    print('refused')
