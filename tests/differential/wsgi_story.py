"""What the scripts of HTTP have in common: a WSGI server, and a client that
prints what it gets. http.cc has the same under the same names."""
from gevent import socket
from gevent.pywsgi import WSGIServer


def serve(application):
    server = WSGIServer(('127.0.0.1', 0), application, log=None)
    server.start()
    return server


def connect(server):
    client = socket.create_connection(server.address)
    client.settimeout(20)
    return client


def receive_all(client):
    data = b''
    while True:
        piece = client.recv(65536)
        if not piece:
            return data.decode('latin-1')
        data += piece


def ask(server, *pieces):
    """Sends the pieces, and returns all that comes until the server closes."""
    client = connect(server)
    for piece in pieces:
        client.sendall(piece)
    return receive_all(client)


def take_chunks(data):
    """Returns the body, what follows it, and whether it is whole."""
    body = ''
    while True:
        size, mark, rest = data.partition('\r\n')
        if not mark:
            return body, '', False
        count = int(size, 16)
        body += rest[:count]
        data = rest[count + 2:]
        if count == 0:
            return body, data, True


def show(data, *names, head=False):
    """Prints each response: its status, the fields `names`, and its body."""
    while data:
        top, _, data = data.partition('\r\n\r\n')
        lines = top.split('\r\n')
        status = lines[0].split(' ')[1]
        fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(': ')
            fields.setdefault(name.lower(), value)
        length = fields.get('content-length')
        body, whole = '', True
        if status != '100' and not head:
            if fields.get('transfer-encoding') == 'chunked':
                body, data, whole = take_chunks(data)
            elif length is not None:
                body, data = data[:int(length)], data[int(length):]
                whole = len(body) == int(length)
            elif status not in ('204', '304'):
                body, data = data, ''
        print(status, *(fields.get(name) for name in names), body,
              'whole' if whole else 'cut')
