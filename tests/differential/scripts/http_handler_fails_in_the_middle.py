# An application that fails behind a part of its answer: the connection is cut.
from wsgi_story import ask, serve, show


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    yield b'part'
    raise ValueError('here')


server = serve(application)
show(ask(server, b'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
         b'GET /next HTTP/1.1\r\nHost: a\r\n\r\n'))
