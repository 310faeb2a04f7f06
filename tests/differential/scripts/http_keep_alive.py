# A connection of HTTP/1.1 stays until one side says that it ends.
import gevent

from wsgi_story import connect, receive_all, serve, show


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello ' + environ['PATH_INFO'].encode()]


server = serve(application)
client = connect(server)
for path in (b'/1', b'/2', b'/3'):
    client.sendall(b'GET ' + path + b' HTTP/1.1\r\nHost: a\r\n\r\n')
    gevent.sleep(0.01)
client.sendall(b'GET /4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
               b'GET /5 HTTP/1.1\r\nHost: a\r\n\r\n')
show(receive_all(client))
