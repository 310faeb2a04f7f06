# A client ends within its body: the application gets an error. The answer is
# 500 here, and 400 in the engine.
from gevent import socket

from wsgi_story import connect, receive_all, serve


def application(environ, start_response):
    print('begin')
    body = environ['wsgi.input'].read()
    print('whole', body.decode())
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'read']


server = serve(application)
client = connect(server)
client.sendall(b'POST / HTTP/1.1\r\nContent-Length: 13\r\nHost: a\r\n\r\nhalf')
client.shutdown(socket.SHUT_WR)
print(receive_all(client)[9:12] in ('400', '500'))
