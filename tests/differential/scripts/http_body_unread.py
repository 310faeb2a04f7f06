# A body that the application leaves is no request.
from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello ' + environ['PATH_INFO'].encode()]


server = serve(application)
show(ask(server, b'POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 22\r\n\r\n'
                 b'GET /smuggled HTTP/1.1',
         b'GET /2 HTTP/1.1\r\n' + CLOSE))
