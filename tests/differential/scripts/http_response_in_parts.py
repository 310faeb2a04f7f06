# An answer in parts: in chunks, and to HTTP/1.0 up to the connection's end.
import gevent

from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    for part in (b'one ', b'', b'two'):
        yield part
        gevent.sleep(0.01)


server = serve(application)
show(ask(server, b'GET / HTTP/1.1\r\n' + CLOSE),
     'transfer-encoding', 'content-length')
show(ask(server, b'GET / HTTP/1.0\r\n\r\n'),
     'transfer-encoding', 'content-length')
