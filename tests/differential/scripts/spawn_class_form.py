# A class with a run of its own, made, started and asked for its state.
import gevent
from gevent import Greenlet


class Greeter(Greenlet):
    def __init__(self, name, nap):
        Greenlet.__init__(self)
        self.name_of = name
        self.nap = nap

    def _run(self):
        gevent.sleep(self.nap)
        print('hi there', self.name_of)
        return len(self.name_of)


slow, quick = Greeter('slow', 0.04), Greeter('quick', 0.01)
slow.start()
quick.start()
print('main')
print(slow.get(), quick.get())
