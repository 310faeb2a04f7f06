"""A soak test: fetches good URLs alone, and then the same URLs among hosts that
are unreachable and connections that stall. Compares the speeds.

The good URLs respond after 100 ms each, so that the speed depends on the
scheduling of the requests and not on the processor.
"""

import asyncio
import contextlib
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import threading
import time

from servers import PAGE

GOOD, DEAD, STALLED = 20000, 10000, 1000
GOOD_AT_ONCE = 200
LEAST = 0.9  # the least share of the speed without bad hosts


def hosts(network, count):
    """Returns 127.NETWORK.0.1, 127.NETWORK.0.2 and so on."""
    return [f"127.{network}.{i // 250}.{1 + i % 250}" for i in range(count)]


@contextlib.contextmanager
def dead_port():
    """A port that never accepts a connection, because its queue is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("0.0.0.0", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        time.sleep(0.1)
        yield port


@contextlib.contextmanager
def stalling_port():
    """A port whose responses stop in the middle of the body."""
    async def stall(reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            await reader.read()
        writer.close()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        asyncio.start_server(stall, "0.0.0.0", 0, backlog=4096))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def mixed(good, bad):
    """Merges both lists in their order, with `bad` spread evenly in `good`."""
    out, taken = [], 0
    for number, url in enumerate(good):
        due = (number + 1) * len(bad) // len(good)
        out += bad[taken:due] + [url]
        taken = due
    return out


def seconds_for_good(gfetch, urls, is_good, root):
    """Returns the seconds until the last good record, and an error or ''."""
    command = [gfetch, "-q", "-f", "jsonl", "--fields", "url,ok", "--retry",
               "0", "-c", "12000", "--host-concurrency", str(GOOD_AT_ONCE),
               "--no-adaptive", "--connect-timeout", "2", "--idle-timeout",
               "2", "-i", "-"]
    feed = root / "soak.txt"
    feed.write_text("".join(url + "\n" for url in urls))
    began = time.monotonic()
    last, records, failed = began, 0, 0
    with feed.open() as stdin, subprocess.Popen(
            command, stdin=stdin, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "HOME": str(root)}) as process:
        for line in process.stdout:
            record = json.loads(line)
            records += 1
            if is_good(record["url"]):
                last = time.monotonic()
                failed += not record["ok"]
    wrong = ""
    if records != len(urls) or failed:
        wrong = f"{records} records of {len(urls)} URLs, {failed} good failed"
    return last - began, wrong


def soak(gfetch, servers, root, rounds, scale):
    """Prints the ratio of the speeds; returns the exit code."""
    root = pathlib.Path(root)
    base = f"http://127.0.0.1:{servers.delay}/"
    good = [f"{base}{PAGE}?{i}" for i in range(max(int(GOOD * scale), 100))]
    ratios, problems = [], []
    with dead_port() as dead, stalling_port() as stalling:
        bad = [f"http://{host}:{dead}/" for host in
               hosts(100, int(DEAD * scale))]
        bad += [f"http://{host}:{stalling}/" for host in
                hosts(101, int(STALLED * scale))]
        bad = bad[::2] + bad[1::2]
        for _ in range(rounds):
            alone, one = seconds_for_good(
                gfetch, good, lambda url: True, root)
            among, two = seconds_for_good(
                gfetch, mixed(good, bad),
                lambda url: url.startswith(base), root)
            problems += [problem for problem in (one, two) if problem]
            ratios.append(alone / among)
            print(f"  {len(good)} good alone {alone:.3f} s, among {len(bad)} "
                  f"hostile {among:.3f} s: {ratios[-1]:.2f}",
                  file=sys.stderr, flush=True)
    ratio = statistics.median(ratios)
    verdict = "as promised" if ratio >= LEAST else f"below {LEAST}"
    print(f"\n| soak | speed of the good |\n|---|---|\n"
          f"| {int(DEAD * scale)} dead hosts, {int(STALLED * scale)} stalled "
          f"connections | {ratio:.2f} of that alone: {verdict} |")
    for problem in problems:
        print(f"WRONG: {problem}")
    return 1 if problems else 0
