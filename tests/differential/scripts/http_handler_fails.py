# An application that fails is answered with 500, which tells no reason.
from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    if environ['PATH_INFO'] == '/fails':
        raise ValueError('here')
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello ' + environ['PATH_INFO'].encode()]


server = serve(application)
answer = ask(server, b'GET /fails HTTP/1.1\r\n' + CLOSE)
print(answer[9:34], 'here' in answer)
show(ask(server, b'GET /next HTTP/1.1\r\n' + CLOSE))
