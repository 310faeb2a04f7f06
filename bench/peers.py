"""The compared programs (peers) and their arguments, the fastest fair ones.

Each peer fetches every body completely and drops it. gfetch also writes the
JSONL record of each URL to a file.
"""

import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys
from typing import Callable, Optional


HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Run:
    """A run of one peer with one list: the files and numbers of its command."""
    urls: list
    list_file: str  # the file of URLs, one per line
    config_file: str  # the same list as a config file for curl -K
    output: str  # the file for gfetch's records
    concurrency: int
    ca: str
    folder: str = ""  # the folder for the bodies; empty: dropped

    def saved(self, *arguments, otherwise=()):
        return list(arguments if self.folder else otherwise)

    def with_ca(self, *arguments):
        return list(arguments) if self.ca else []


@dataclasses.dataclass
class Peer:
    name: str
    command: Callable[[Run], list]
    program: Optional[str]  # the path of the program; None: absent
    scenarios: tuple = ()  # the names of its scenarios; (): all
    share: float = 1.0  # the share of the list to fetch, for slow peers
    note: str = ""
    check: Callable[[Run], Optional[str]] = lambda run: None
    saves: bool = True  # whether it saves bodies if a scenario asks

    def takes(self, scenario):
        wants = not self.scenarios or scenario.name in self.scenarios
        return wants and (not scenario.peers or self.name in scenario.peers)


def wrong_records(run):
    """Returns the fault of gfetch's records of this run, or None."""
    with open(run.output) as lines:
        records = [json.loads(line) for line in lines]
    wanted = sorted(run.urls)
    if sorted(record["url"] for record in records) != wanted:
        return f"{len(records)} records that are not those of the list"
    failed = [r for r in records if r.get("status_code") != 200]
    if failed:
        return f"{len(failed)} records without 200, as {failed[0]}"
    return None


def python_with(modules):
    """Returns a Python that has the modules, `a, b`; None if there is none."""
    for python in ("/usr/bin/python3", sys.executable):
        probe = subprocess.run([python, "-c", f"import {modules}"],
                               capture_output=True, check=False)
        if probe.returncode == 0:
            return python
    return None


def curl_at_once(wanted):
    """Returns the usable concurrency: curl before 8.16 falls back to 50 for a
    number above 300."""
    version = subprocess.run(["curl", "-q", "--version"], capture_output=True,
                             text=True, check=True).stdout.split()[1]
    major, minor = (int(part) for part in version.split(".")[:2])
    return wanted if (major, minor) >= (8, 16) else min(wanted, 300)


def peers(build, gfetch):
    python = python_with("gevent, requests")
    return [
        Peer("bare loop",
             lambda run: [build / "bare_loop", run.list_file, run.concurrency,
                          *run.with_ca(run.ca)],
             program=shutil.which(build / "bare_loop"), saves=False),
        Peer("gfetch",
             lambda run: [gfetch, "-i", run.list_file, "-f", "jsonl",
                          "-o", run.output, "-q",
                          "-c", run.concurrency,
                          "--host-concurrency", run.concurrency,
                          *run.saved("-O", run.folder),
                          *run.with_ca("--cacert", run.ca)],
             program=shutil.which(gfetch), check=wrong_records),
        Peer("wget2",
             lambda run: ["wget2", "--no-config", "--no-local-db", "-q",
                          "--tries=1", "--http2=no", "--no-proxy",
                          f"--max-threads={run.concurrency}",
                          *run.with_ca(f"--ca-certificate={run.ca}",
                                       "--ca-directory=", "--ocsp=no"),
                          *run.saved("-P", run.folder,
                                     otherwise=("-O", "/dev/null")),
                          "-i", run.list_file],
             program=shutil.which("wget2")),
        Peer("curl -Z",
             lambda run: ["curl", "-q", "-s", "-Z", "--parallel-immediate",
                          "--http1.1", "--noproxy", "*", "--parallel-max",
                          curl_at_once(run.concurrency),
                          *run.with_ca("--cacert", run.ca),
                          "-K", run.config_file],
             program=shutil.which("curl"),
             note="300 at a time at most before curl 8.16"),
        Peer("h2load",
             lambda run: ["h2load", "--h1", "-n", len(run.urls),
                          "-c", run.concurrency, "-t", "1",
                          run.urls[0].partition("?")[0]],
             program=shutil.which("h2load"),
             scenarios=("one_host", "tls", "delay"),
             note="one URL again and again; certificates unverified"),
        Peer("gevent + requests",
             lambda run: [python, HERE / "gevent_requests.py", run.list_file,
                          run.concurrency, *run.with_ca(run.ca)],
             program=python, share=0.25),
    ]
