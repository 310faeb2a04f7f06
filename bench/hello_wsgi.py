"""gevent's pywsgi, which answers each request with "hello". It prints its port,
and ends with its standard input."""

import sys

from gevent import select, socket
from gevent.pywsgi import WSGIServer


def hello(_, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


# Without it each answer, which goes out in two parts, would wait for a delayed
# acknowledgement.
listener = socket.socket()
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
listener.bind(("127.0.0.1", 0))
listener.listen(4096)
server = WSGIServer(listener, hello, log=None)
server.start()
print(server.server_port, flush=True)
select.select([sys.stdin], [], [])
server.stop(timeout=0)
