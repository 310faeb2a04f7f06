"""gevent's pywsgi, which answers each request with "hello". It prints its port,
and ends with its standard input."""

import sys

import gevent
from gevent import select
from gevent.pywsgi import WSGIServer


def hello(_, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


server = WSGIServer(("127.0.0.1", 0), hello, log=None, backlog=4096)
server.start()
print(server.server_port, flush=True)
select.select([sys.stdin], [], [])
server.stop(timeout=0)
