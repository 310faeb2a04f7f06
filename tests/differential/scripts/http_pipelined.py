# Requests that come at once are served one after the other, in their order.
import gevent

from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    path = environ['PATH_INFO']
    print('begin', path)
    gevent.sleep(0.03 if path == '/1' else 0.01)
    print('end', path)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello ' + path.encode()]


server = serve(application)
show(ask(server, b'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n'
                 b'POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n'
                 b'bodyGET /3 HTTP/1.1\r\n' + CLOSE))
