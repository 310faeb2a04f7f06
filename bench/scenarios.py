"""The scenarios: the lists of URLs that all peers fetch."""

import dataclasses
import itertools

from servers import BIG, BIG_BYTES, DELAY_MS, NAMES, PAGE

HOSTS = 2000
COLD_HOSTS = 1000


@dataclasses.dataclass
class Scenario:
    name: str
    what: str
    urls: list
    concurrency: int
    ca: str = ""  # the CA file of an HTTPS list; empty: HTTP
    ideal: float = 0.0  # the ideal time in seconds; 0: none
    peers: tuple = ()  # the peers that can take part; (): all
    saves: int = 0  # the size of bodies to save; 0: not saved


def loopback_host(number):
    """Returns 127.0.1.1, 127.0.1.2, …: the first 60,000 are distinct."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def scenarios(servers, scale):
    """Returns the scenarios. The URLs of a list are distinct, because some
    peers drop duplicates."""
    def count(full):
        return max(int(full * scale), 10)

    def pages(base, number):
        return [f"{base}/{PAGE}?{i}" for i in range(number)]

    def big(number):
        return [f"{http}/{BIG}?{i}" for i in range(number)]

    large = ("bare loop", "gfetch", "wget2", "curl -Z")
    http = f"http://127.0.0.1:{servers.http}"
    https = f"https://127.0.0.1:{servers.https}"
    hosts = [f"http://{loopback_host(i)}:{servers.http}"
             for i in range(count(HOSTS))]
    interleaved = [f"{host}/{PAGE}?{i}" for i, host in
                   itertools.product(range(5), hosts)]
    names = [f"https://h{i}.{NAMES}:{servers.names}/{PAGE}"
             for i in range(count(COLD_HOSTS))]
    slow = pages(f"http://127.0.0.1:{servers.delay}", count(10000))
    at_once = min(1000, len(slow))
    ideal = len(slow) / at_once * DELAY_MS / 1000
    return [
        Scenario("one_host", f"{count(20000)} URLs of 1 KiB on one host",
                 pages(http, count(20000)), 64),
        Scenario("tls", f"{count(20000)} URLs of 1 KiB on one host, TLS",
                 pages(https, count(20000)), 64, ca=servers.ca),
        Scenario("many_hosts",
                 f"{len(interleaved)} URLs of 1 KiB on {len(hosts)} hosts",
                 interleaved, 64),
        Scenario("cold_tls",
                 f"1 KiB from each of {len(names)} names, TLS, the system's CAs",
                 names, 64, ca=servers.ca_bundle,
                 peers=("bare loop", "gfetch", "curl -Z")),
        Scenario("big_bodies", f"{count(1000)} bodies of 10 MB, dropped",
                 big(count(1000)), 16, peers=large),
        Scenario("big_files", f"{count(200)} bodies of 10 MB, saved as files",
                 big(count(200)), 16, peers=large, saves=BIG_BYTES),
        Scenario("delay",
                 f"{len(slow)} URLs of {DELAY_MS} ms each, {at_once} at a time",
                 slow, at_once, ideal=ideal),
    ]
