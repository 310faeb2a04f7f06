"""A loop for gevent on which every timer takes STRETCH times as long.

A busy machine may wake the naps of a script out of their order. The longer
they are, the less likely that is.
"""
import os

from gevent.libev.corecext import loop

STRETCH = float(os.environ['STRETCH'])


class Loop(loop):
    def timer(self, after, *args, **kwargs):
        return super().timer(after * STRETCH, *args, **kwargs)
