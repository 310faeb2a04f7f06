# One direction ends, the other goes on; to send after the end fails.
import errno

import gevent
from gevent import socket

here, there = socket.socketpair()


def answer():
    question = b''
    while True:
        piece = there.recv(4)
        if not piece:
            break
        question += piece
    print('asked', question.decode())
    there.sendall(b'answer to ' + question)
    there.close()


fiber = gevent.spawn(answer)
here.sendall(b'question')
here.shutdown(socket.SHUT_WR)
try:
    here.sendall(b'more')
except OSError as error:
    print(error.errno == errno.EPIPE)
text = b''
while True:
    piece = here.recv(4)
    if not piece:
        break
    text += piece
print(text.decode())
print(here.recv(4) == b'')
fiber.join()
