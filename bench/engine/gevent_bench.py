#!/usr/bin/env python3
"""The benchmarks of engine_bench.cc with gevent: prints {name: ns per item}."""

import json
import sys
import time

import gevent
from gevent.queue import Queue


def per_item(items, work):
    began = time.process_time()
    work()
    return (time.process_time() - began) / items * 1e9


def take_turns(turns=200_000):
    def other():
        for _ in range(turns):
            gevent.sleep(0)

    def work():
        fiber = gevent.spawn(other)
        for _ in range(turns):
            gevent.sleep(0)
        fiber.join()
    return per_item(2 * turns, work)


def spawn_join(times=50_000):
    def work():
        for _ in range(times):
            gevent.spawn(lambda: None).join()
    return per_item(times, work)


def queue_round_trip(times=50_000):
    there, back = Queue(1), Queue(1)

    def echo():
        for _ in range(times):
            back.put(there.get())

    def work():
        gevent.spawn(echo)
        for _ in range(times):
            there.put(1)
            back.get()
    return per_item(times, work)


def sleepers(number=100_000):
    def work():
        gevent.joinall([gevent.spawn(gevent.sleep, 0.01)
                        for _ in range(number)])
    return per_item(number, work)


def kill_of_a_blocked_fiber(times=50_000):
    def work():
        for _ in range(times):
            fiber = gevent.spawn(gevent.sleep, 3600)
            gevent.sleep(0)
            fiber.kill()
    return per_item(times, work)


json.dump({"yield": take_turns(), "spawn_join": spawn_join(),
           "queue_round_trip": queue_round_trip(), "sleepers": sleepers(),
           "kill_of_a_blocked_fiber": kill_of_a_blocked_fiber()}, sys.stdout)
