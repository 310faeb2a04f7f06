"""An HTTP/2 server with a chosen behaviour, frame by frame.

h2_server.py CERTIFICATE KEY MANNER

Prints its port and serves until it is killed. MANNER is the name of one of the
functions below, which is called for each request with the connection, the
stream and the number of requests on the connection so far.
"""

import select
import socket
import ssl
import struct
import sys
import threading
import time

DATA, HEADERS, RST_STREAM, SETTINGS = 0, 1, 3, 4
PUSH_PROMISE, PING, GOAWAY, CONTINUATION = 5, 6, 7, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4
NO_ERROR, INTERNAL_ERROR, REFUSED_STREAM, CANCEL = 0, 2, 7, 8
STATUS_200 = b"\x88"  # from HPACK's static table


def literal(name, value):
    """Returns a header that HPACK does not add to its table."""
    return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value


class Connection:
    def __init__(self, stream, number):
        self.stream = stream
        self.number = number
        self.sending = threading.Lock()
        self.tls = threading.Lock()  # an SSL object is not thread-safe
        self.requests = 0
        stream.setblocking(False)

    def send(self, kind, flags=0, stream=0, payload=b""):
        head = struct.pack(">I", len(payload))[1:] + bytes([kind, flags])
        frame = head + struct.pack(">I", stream) + payload
        with self.sending:
            while frame:
                sent = self.try_to(self.stream.send, frame)
                if sent is None:
                    select.select([], [self.stream], [], 1)
                frame = frame[sent or 0:]

    def try_to(self, call, argument):
        """Returns None if the call would block."""
        with self.tls:
            try:
                return call(argument)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return None

    def answer(self, stream, body=b"ok"):
        length = literal(b"content-length", str(len(body)).encode())
        self.send(HEADERS, END_HEADERS, stream, STATUS_200 + length)
        self.send(DATA, END_STREAM, stream, body)

    def begin(self, stream, length=None):
        """Sends the start of a response that has no end."""
        fields = literal(b"content-length", length) if length else b""
        self.send(HEADERS, END_HEADERS, stream, STATUS_200 + fields)
        self.send(DATA, 0, stream, b"half")

    def reset(self, stream, code):
        self.send(RST_STREAM, 0, stream, struct.pack(">I", code))

    def go_away(self, last, code=NO_ERROR):
        self.send(GOAWAY, 0, 0, struct.pack(">II", last, code))

    def exactly(self, size):
        data = b""
        while len(data) < size:
            part = self.try_to(self.stream.recv, size - len(data))
            if part is None:
                select.select([self.stream], [], [], 1)
            elif not part:
                raise ConnectionError
            data += part or b""
        return data

    def serve(self, manner):
        self.exactly(24)  # reads the connection preface
        self.send(SETTINGS, 0, 0, getattr(manner, "settings", b""))
        while True:
            head = self.exactly(9)
            size = int.from_bytes(head[:3], "big")
            kind, flags = head[3], head[4]
            stream = int.from_bytes(head[5:9], "big") & 0x7FFFFFFF
            self.exactly(size)
            if kind == SETTINGS and not flags & ACK:
                self.send(SETTINGS, ACK)
            elif kind == HEADERS:
                self.requests += 1
                args = (self, stream, self.requests)
                threading.Thread(target=quietly, args=(manner, args),
                                 daemon=True).start()


def quietly(call, args):
    try:
        call(*args)
    except (OSError, ConnectionError, ValueError):
        pass


def with_settings(*pairs):
    def declared(manner):
        manner.settings = b"".join(struct.pack(">HI", *pair) for pair in pairs)
        return manner
    return declared


def plain(connection, stream, _):
    connection.answer(stream)


def to_a_bad_port(connection, stream, _):
    """A redirect to the port of a mail server."""
    status = b"\x08\x03302"  # :status, by its index in HPACK's static table
    fields = (literal(b"location", b"http://127.0.0.1:25/")
              + literal(b"content-length", b"0"))
    connection.send(HEADERS, END_HEADERS | END_STREAM, stream, status + fields)


def many_cookies(connection, stream, _):
    """A cookie for each of 500 paths of the host, all in one response."""
    fields = b"".join(literal(b"set-cookie", b"k%d=v; Path=/%d" % (i, i))
                      for i in range(500))
    connection.send(HEADERS, END_HEADERS, stream,
                    STATUS_200 + literal(b"content-length", b"2") + fields)
    connection.send(DATA, END_STREAM, stream, b"ok")


def without_length(connection, stream, _):
    connection.send(HEADERS, END_HEADERS, stream, STATUS_200)
    connection.send(DATA, END_STREAM, stream, b"ok")


def settings_flood(connection, *_):
    while True:
        connection.send(SETTINGS, 0, 0, struct.pack(">HI", 3, 100))


def ping_flood(connection, *_):
    while True:
        connection.send(PING, 0, 0, b"12345678")


def empty_data_flood(connection, stream, _):
    connection.send(HEADERS, END_HEADERS, stream,
                    STATUS_200 + literal(b"content-length", b"8"))
    while True:
        connection.send(DATA, 0, stream)


def continuation_flood(connection, stream, _):
    connection.send(HEADERS, 0, stream, STATUS_200)
    while True:
        connection.send(CONTINUATION, 0, stream, literal(b"x", b"y" * 100))


def hpack_bomb(connection, stream, _):
    # Adds a header of 4000 bytes to HPACK's table, and then refers to it
    # again and again.
    size = struct.pack("B", 0x7F) + b"\xa1\x1e"  # the length 4000 as 127 + 3873
    field = b"\x40\x01x" + size + b"y" * 4000
    connection.send(HEADERS, 0, stream, STATUS_200 + field)
    while True:
        connection.send(CONTINUATION, 0, stream, b"\xbe" * 16000)


def goaway_early(connection, stream, count):
    """The first connection answers its first request only."""
    if connection.number > 1:
        return connection.answer(stream)
    if count == 1:
        time.sleep(0.3)  # more requests arrive meanwhile
        connection.answer(stream)
        connection.go_away(stream)
        time.sleep(0.1)
        connection.stream.shutdown(socket.SHUT_RDWR)
    return None


def goaway_in_the_body(connection, stream, _):
    connection.begin(stream, b"8")
    connection.go_away(stream, INTERNAL_ERROR)
    time.sleep(0.1)
    connection.stream.shutdown(socket.SHUT_RDWR)


def goaway_at_once(connection, *_):
    connection.go_away(0)
    connection.stream.shutdown(socket.SHUT_RDWR)


def reset_in_the_body(connection, stream, _):
    connection.begin(stream, b"8")
    connection.reset(stream, CANCEL)


def reset_without_error(connection, stream, _):
    connection.begin(stream, b"8")
    connection.reset(stream, NO_ERROR)


def goaway_without_length(connection, stream, _):
    connection.begin(stream)
    connection.go_away(stream, INTERNAL_ERROR)
    time.sleep(0.1)
    connection.stream.shutdown(socket.SHUT_RDWR)


def reset_without_length(connection, stream, _):
    connection.begin(stream)
    connection.reset(stream, NO_ERROR)


def reset_every_other(connection, stream, count):
    if count % 2 == 0:
        return reset_in_the_body(connection, stream, count)
    return connection.answer(stream)


def refuse_first(connection, stream, count):
    if connection.number == 1 and count <= 4:
        return connection.reset(stream, REFUSED_STREAM)
    return connection.answer(stream)


def refuse(connection, stream, _):
    connection.reset(stream, REFUSED_STREAM)


@with_settings((3, 0))  # MAX_CONCURRENT_STREAMS = 0
def no_streams(*_):
    pass


@with_settings((4, 0))  # INITIAL_WINDOW_SIZE = 0
def no_window(*_):
    pass


def push(connection, stream, _):
    request = b"\x82\x87\x84"  # GET https / in the static table
    connection.send(PUSH_PROMISE, END_HEADERS, stream,
                    struct.pack(">I", 2) + request + literal(b"host", b"h"))
    connection.answer(2, b"pushed")
    connection.answer(stream)


def data_on_stream_zero(connection, *_):
    connection.send(DATA, 0, 0, b"x")


def hang_up_in_the_body(connection, stream, _):
    connection.begin(stream, b"8")
    connection.stream.shutdown(socket.SHUT_RDWR)


def serve_http1(stream):
    """Serves HTTP/1.1 correctly to a client that does not offer HTTP/2."""
    requests = stream.makefile("rb")
    while requests.readline():
        while requests.readline() not in (b"\r\n", b""):
            pass
        stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                       b"2\r\nok\r\n0\r\n\r\n")


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    context.set_alpn_protocols(["h2", "http/1.1"])
    manner = globals()[sys.argv[3]]
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    print(listener.getsockname()[1], flush=True)
    number = 0

    def welcome(client, number):
        with context.wrap_socket(client, server_side=True) as stream:
            if stream.selected_alpn_protocol() == "h2":
                Connection(stream, number).serve(manner)
            else:
                serve_http1(stream)

    while True:
        client, _ = listener.accept()
        number += 1
        threading.Thread(target=quietly, args=(welcome, (client, number)),
                         daemon=True).start()


main()
