# imap in the order of the items, imap_unordered in that of the ends.
import gevent
from gevent.pool import Group


def task(n):
    gevent.sleep(0.02 * (4 - n))
    print('end', n)
    return n


for n in Group().imap(task, range(4)):
    print('ordered', n)
for n in Group().imap_unordered(task, range(4)):
    print('unordered', n)
