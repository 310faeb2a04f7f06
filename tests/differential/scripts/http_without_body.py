# Answers that have no body, and no length.
from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    start_response('204 No Content' if environ['PATH_INFO'] == '/gone'
                   else '304 Not Modified', [])
    return []


server = serve(application)
show(ask(server, b'GET /gone HTTP/1.1\r\nHost: a\r\n\r\n',
         b'GET /same HTTP/1.1\r\n' + CLOSE),
     'content-length', 'transfer-encoding')
