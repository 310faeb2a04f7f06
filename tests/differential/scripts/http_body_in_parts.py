# A body of a known length, read in parts, and no further than its end.
from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    body = environ['wsgi.input']
    print(environ['CONTENT_LENGTH'])
    for _ in range(2):
        print(body.read(4).decode())
    print(body.read().decode())
    print(len(body.read(4)), body.read() == b'')
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'read']


server = serve(application)
show(ask(server, b'POST / HTTP/1.1\r\nContent-Length: 13\r\n' + CLOSE +
         b'0123456789abcGET /never HTTP/1.1\r\n\r\n'))
