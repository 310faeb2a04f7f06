# HEAD. The application must not send a body then; that of the engine may.
from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain'),
                              ('Content-Length', '5')])
    return [] if environ['REQUEST_METHOD'] == 'HEAD' else [b'hello']


server = serve(application)
show(ask(server, b'HEAD / HTTP/1.1\r\n' + CLOSE),
     'content-type', 'content-length', head=True)
