# A connection of HTTP/1.0 ends unless the client asks for more.
from wsgi_story import ask, serve, show


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello ' + environ['PATH_INFO'].encode()]


server = serve(application)
show(ask(server, b'GET /1 HTTP/1.0\r\n\r\n', b'GET /2 HTTP/1.0\r\n\r\n'),
     'connection')
show(ask(server, b'GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
         b'GET /2 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n',
         b'GET /3 HTTP/1.0\r\n\r\n'),
     'connection')
