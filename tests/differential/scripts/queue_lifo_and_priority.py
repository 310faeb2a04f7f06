# The last first; the least first, whatever comes in between.
from gevent.queue import LifoQueue, PriorityQueue

lifo, least = LifoQueue(), PriorityQueue()
for n in (3, 1, 2):
    lifo.put(n)
    least.put(n)
print(lifo.get(), least.get())
lifo.put(4)
least.put(0)
print(lifo.peek(), least.peek())
while not lifo.empty():
    a, b = lifo.get(), least.get()
    print(a, b)
