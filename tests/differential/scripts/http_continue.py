# A client that waits for "100 Continue" gets it when its body is asked for.
from gevent import socket

from wsgi_story import connect, receive_all, serve, show


def application(environ, start_response):
    print('asked')
    if environ['PATH_INFO'] == '/no':
        start_response('413 Content Too Large',
                       [('Content-Type', 'text/plain')])
        return [b'no']
    body = environ['wsgi.input'].read()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [body]


def head(path):
    return (b'POST ' + path + b' HTTP/1.1\r\nExpect: 100-continue\r\n'
            b'Content-Length: 4\r\nHost: a\r\nConnection: close\r\n\r\n')


server = serve(application)
client = connect(server)
client.sendall(head(b'/yes'))
show(client.recv(100).decode())
client.sendall(b'body')
show(receive_all(client))
refused = connect(server)
refused.sendall(head(b'/no'))
refused.shutdown(socket.SHUT_WR)
show(receive_all(refused))
