# It throws the exception that it was given, the very object.
import gevent
from gevent import Timeout


class Oops(Exception):
    pass


mine = Oops('too long')
try:
    with Timeout(0.02, mine):
        gevent.sleep(1)
except Oops as error:
    print(error, error is mine)
