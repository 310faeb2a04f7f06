# What is no request is answered with 400, and the connection ends.
from wsgi_story import ask, serve


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [environ['wsgi.input'].read()]


server = serve(application)
for top in (b'nonsense', b'GET / HTTP/1.1 more', b'GET / FTP/1.1',
            b'POST / HTTP/1.1\r\nContent-Length: x',
            b'POST / HTTP/1.1\r\nContent-Length: -5'):
    print(ask(server, top + b'\r\nHost: a\r\n\r\n')[:24])
