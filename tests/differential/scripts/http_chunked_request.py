# The application sees the body of a chunked request without the chunks.
from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    told = bool(environ.get('CONTENT_LENGTH'))
    body = environ['wsgi.input'].read()
    print(told, body.decode())
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [body]


server = serve(application)
show(ask(server, b'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n'
                 b'Host: a\r\n\r\n',
         b'5\r\nhello\r\n1;note=x\r\n \r\nA\r\n0123456789\r\n',
         b'0\r\n\r\n', b'GET /next HTTP/1.1\r\n' + CLOSE))
