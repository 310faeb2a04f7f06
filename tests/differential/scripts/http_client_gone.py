# A client goes while its handler runs, which goes on; the server serves others.
import gevent
from gevent.event import Event

from wsgi_story import ask, connect, serve

go = Event()
ended = Event()


def application(environ, start_response):
    print('begin', environ['PATH_INFO'])
    if environ['PATH_INFO'] == '/wait':
        go.wait()
        print('goes on')
        ended.set()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [1000000 * b'x']


server = serve(application)
client = connect(server)
client.sendall(b'GET /wait HTTP/1.1\r\nHost: a\r\n\r\n')
gevent.sleep(0.01)
client.close()
gevent.sleep(0.01)
go.set()
ended.wait()
print(len(ask(server, b'GET /next HTTP/1.1\r\nHost: a\r\n'
                      b'Connection: close\r\n\r\n')) > 1000000)
