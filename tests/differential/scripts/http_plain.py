# What the application learns of a request, and a plain answer.
from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    print(environ['REQUEST_METHOD'], environ['PATH_INFO'],
          environ['QUERY_STRING'], environ['HTTP_HOST'])
    print(environ['HTTP_X_TWO'], environ['CONTENT_TYPE'])
    start_response('404 Not Found',
                   [('Content-Type', 'text/html'), ('X-Own', 'a b')])
    return [b'<p>none</p>']


server = serve(application)
show(ask(server, b'GET /a%20b/?c=%20&d HTTP/1.1\r\nX-Two:  2 \r\n'
                 b'Content-Type: text/x\r\n' + CLOSE),
     'content-type', 'content-length', 'x-own', 'transfer-encoding')
