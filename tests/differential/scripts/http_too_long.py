# A line that is too long: 414. A field that is: 400 here, 431 in the engine.
from wsgi_story import ask, serve, show

CLOSE = b'Host: a\r\nConnection: close\r\n\r\n'


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello ' + environ['PATH_INFO'].encode()]


server = serve(application)
line = ask(server, b'GET /' + 8192 * b'x' + b' HTTP/1.1\r\n' + CLOSE)
print(line[9:12])
field = ask(server, b'GET / HTTP/1.1\r\nX-Long: ' + 70000 * b'x' + b'\r\n' +
            CLOSE)
print(field[9:10])
show(ask(server, b'GET /next HTTP/1.1\r\n' + CLOSE))
