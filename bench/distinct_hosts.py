"""Distinct hosts: fetches one URL of each of very many hosts. Measures whether
the cost of a URL grows with the number of hosts, and how much memory a finished
host uses."""

import json
import os
import pathlib
import statistics
import subprocess
import sys

from servers import NAMES, PAGE

FEW, MANY = 5_000, 1_000_000
SOME = 5  # memory must not grow after MANY / SOME hosts
READ_AHEAD = 65_536  # URLs that gfetch keeps until they are fetched
MOST = 1.3  # the highest ratio of the CPU time per URL
MOST_BYTES = 300  # the most memory of a finished host


def address(number):
    """Returns 127.1.0.0, 127.1.0.1 and so on, all of this machine."""
    return f"127.{1 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"


def plain(servers):
    return lambda i: f"http://{address(i)}:{servers.http}/{PAGE}"


def over_tls(servers):
    return lambda i: f"https://h{i}.{NAMES}:{servers.names}/{PAGE}"


class Hosts:
    def __init__(self, measure, gfetch, servers, root):
        self.measure, self.gfetch = measure, gfetch
        self.servers, self.root = servers, pathlib.Path(root)

    def fetch(self, url_of, count):
        """Returns the CPU time per URL in microseconds, the peak memory in
        bytes, and an error or ''."""
        feed, result = self.root / "hosts.txt", self.root / "result.json"
        with feed.open("w") as out:
            out.writelines(url_of(i) + "\n" for i in range(count))
        before = self.servers.served()
        subprocess.run(
            [self.measure, result, self.gfetch, "-q", "-f", "jsonl",
             "--cacert", self.servers.ca, "-i", feed], check=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self.root)})
        served = self.servers.served() - before
        cost = json.loads(result.read_text())
        wrong = ""
        if served != count or cost["exit_code"] != 0:
            wrong = (f"exit code {cost['exit_code']}, the server answered "
                     f"{served} of {count} requests")
        cpu = (cost["user"] + cost["system"]) / count * 1e6
        print(f"  {count:8} hosts {cost['wall']:8.2f} s {cpu:7.1f} us/URL "
              f"({cost['user'] / count * 1e6:.1f} user) "
              f"{cost['peak_kib'] / 1024:7.1f} MiB   {wrong}",
              file=sys.stderr, flush=True)
        return cpu, cost["peak_kib"] * 1024, wrong


def distinct_hosts(measure, gfetch, servers, root, rounds, scale):
    """Prints the costs; returns the exit code. The list of few hosts is run
    `rounds` times, each long list once."""
    hosts = Hosts(measure, gfetch, servers, root)
    few, many = max(int(FEW * min(scale, 1)), 10), max(int(MANY * scale), 20)
    some = many // SOME
    problems = []
    print("\n| distinct hosts | CPU us/URL | ratio | bytes kept for a host |\n"
          "|---|---|---|---|")
    for name, url_of in (("HTTP", plain(servers)), ("TLS", over_tls(servers))):
        runs = [hosts.fetch(url_of, few) for _ in range(rounds)]
        cheap = statistics.median(cpu for cpu, *_ in runs)
        runs += [hosts.fetch(url_of, some), hosts.fetch(url_of, many)]
        (_, before, _), (dear, after, _) = runs[-2:]
        kept = (after - before) / (many - some)
        problems += [wrong for *_, wrong in runs if wrong]
        tells = some > READ_AHEAD
        reached = dear <= MOST * cheap and (kept <= MOST_BYTES or not tells)
        bytes_kept = f"{kept:.0f}" if tells else "too few to tell"
        print(f"| {name}: {few} | {cheap:.1f} | 1.00 | |\n"
              f"| {name}: {many} | {dear:.1f} | {dear / cheap:.2f} | "
              f"{bytes_kept}: {'as promised' if reached else 'too much'} |")
    for problem in problems:
        print(f"WRONG: {problem}")
    return 1 if problems else 0
