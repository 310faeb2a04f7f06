"""What serving costs: the engine's HTTP server beside nginx and gevent's pywsgi
under wrk, its memory for idle connections, and echo round trips beside a bare
libev loop."""

import contextlib
import os
import pathlib
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time

from peers import python_with
from servers import free_port, read

CONNECTIONS = 64
SECONDS = 5
TRIPS = 400_000
IDLE = 10_000

NGINX_CONF = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
error_log {root}/serving-error.log warn;
pid {root}/serving.pid;
events {{ worker_connections 16384; }}
http {{
  client_body_temp_path {root}/tmp;
  proxy_temp_path {root}/tmp;
  fastcgi_temp_path {root}/tmp;
  uwsgi_temp_path {root}/tmp;
  scgi_temp_path {root}/tmp;
  access_log off;
  keepalive_requests 100000000;
  keepalive_timeout 3600s;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ default_type text/plain; return 200 "hello"; }}
  }}
}}
"""


class Server:
    """A running server: its port, and the process that does the work."""

    def __init__(self, process, port, pid):
        self.process, self.port, self.pid = process, port, pid

    def cpu(self):
        """Returns the seconds of user and system time."""
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text()
        fields = fields.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Returns the bytes of memory that no file backs."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"RssAnon:\s+(\d+)", status).group(1)) * 1024


@contextlib.contextmanager
def started(command):
    """Runs a server that prints its port and ends with its standard input."""
    with subprocess.Popen([str(part) for part in command], text=True,
                          stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        try:
            yield Server(process, int(process.stdout.readline()), process.pid)
        finally:
            process.stdin.close()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextlib.contextmanager
def nginx(program, root):
    port = free_port()
    conf = root / "serving.conf"
    conf.write_text(NGINX_CONF.format(root=root, port=port))
    root.chmod(0o755)
    with subprocess.Popen(["setpriv", "--pdeathsig", "TERM", program, "-p",
                           str(root), "-c", str(conf)],
                          stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError):
                    read(f"http://127.0.0.1:{port}/")
                    break
                time.sleep(0.1)
            children = pathlib.Path(
                f"/proc/{process.pid}/task/{process.pid}/children")
            yield Server(process, port, int(children.read_text().split()[0]))
        finally:
            process.terminate()


def http_servers(programs, root):
    """Returns pairs of a name and what starts that server."""
    found = [("gfetch", lambda: started([programs / "hello_server", "http"]))]
    program = shutil.which("nginx") or shutil.which("nginx",
                                                    path="/usr/sbin:/sbin")
    if program:
        found.append(("nginx, one worker", lambda: nginx(program, root)))
    else:
        print("bench: SKIPPED nginx: it is not here", file=sys.stderr)
    python = python_with("gevent.pywsgi")
    if python:
        here = pathlib.Path(__file__).resolve().parent
        found.append(("gevent's pywsgi",
                      lambda: started([python, here / "hello_wsgi.py"])))
    else:
        print("bench: SKIPPED pywsgi: there is no gevent here",
              file=sys.stderr)
    return found


def wrk(server, seconds):
    """Returns the CPU us per request, and the requests per second."""
    url = f"http://127.0.0.1:{server.port}/"
    if read(url) != "hello":
        raise SystemExit("bench: WRONG: the server does not say hello")
    before, begun = server.cpu(), time.monotonic()
    done = subprocess.run(["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d",
                           f"{seconds}s", url], check=True, text=True,
                          stdout=subprocess.PIPE)
    took = time.monotonic() - begun
    requests = int(re.search(r"(\d+) requests in", done.stdout).group(1))
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise SystemExit("bench: WRONG: " + done.stdout)
    return (server.cpu() - before) / requests * 1e6, requests / took


def echo(server, programs, trips):
    """Returns the CPU us per round trip."""
    before = server.cpu()
    subprocess.run([programs / "echo_load", str(server.port),
                    str(CONNECTIONS), str(trips)], check=True)
    return (server.cpu() - before) / trips * 1e6


def idle_memory(server, count):
    """Returns the bytes of each of `count` connections that were served once
    and are kept."""
    request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    with contextlib.ExitStack() as stack:
        def connect():
            client = stack.enter_context(
                socket.create_connection(("127.0.0.1", server.port)))
            client.sendall(request)
            while not client.recv(4096).endswith(b"hello"):
                pass

        for _ in range(10):
            connect()
        before = server.memory()
        for _ in range(count):
            connect()
        time.sleep(0.5)
        return (server.memory() - before) / count


def verdict(what, value, target, unit=""):
    reached = "reached" if value <= target else "MISSED"
    return f"- {what}: {value:.3g}{unit} (at most {target:g}{unit}): {reached}"


def serving(programs, root, rounds, scale):
    """Prints the medians and their ratios; returns the exit code."""
    root = pathlib.Path(root)
    if not shutil.which("wrk"):
        print("bench: SKIPPED server: wrk is not here", file=sys.stderr)
        return 0
    seconds = max(round(SECONDS * scale), 1)
    trips = max(int(TRIPS * scale), 1000)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    idle = min(max(int(IDLE * scale), 100), hard - 100)
    costs, rates, trip_costs = {}, {}, {}
    for number in range(rounds):
        for name, start in http_servers(programs, root):
            with start() as server:
                cost, rate = wrk(server, seconds)
            costs.setdefault(name, []).append(cost)
            rates.setdefault(name, []).append(rate)
            print(f"  round {number + 1}, {name}: {cost:.1f} us/request, "
                  f"{rate:.0f} requests/s", file=sys.stderr, flush=True)
        for name in ("echo", "loop"):
            with started([programs / "hello_server", name]) as server:
                cost = echo(server, programs, trips)
            trip_costs.setdefault(name, []).append(cost)
            print(f"  round {number + 1}, {name}: {cost:.2f} us/trip",
                  file=sys.stderr, flush=True)
    memory = {}
    for name, start in http_servers(programs, root):
        with start() as server:
            memory[name] = idle_memory(server, idle)
    print(table(costs, rates, memory, trip_costs, idle))
    return 0


def table(costs, rates, memory, trip_costs, idle):
    median = {name: statistics.median(own) for name, own in costs.items()}
    trips = {name: statistics.median(own) for name, own in trip_costs.items()}
    own = median["gfetch"]
    lines = [f"### server: \"hello\" under wrk, {CONNECTIONS} connections", "",
             "| | CPU us/request | gfetch's ratio | requests/s "
             f"| KiB for each of {idle} idle connections |",
             "|---|---|---|---|---|"]
    for name, cost in median.items():
        lines.append(f"| {name} | {cost:.2f} | {own / cost:.3f} "
                     f"| {statistics.median(rates[name]):,.0f} "
                     f"| {memory[name] / 1024:.1f} |")
    lines += ["", "| echo of 64 bytes | CPU us/round trip |", "|---|---|",
              f"| a fiber for each connection | {trips['echo']:.2f} |",
              f"| a bare libev loop | {trips['loop']:.2f} |", ""]
    if "nginx, one worker" in median:
        lines.append(verdict("CPU per request, to nginx",
                             own / median["nginx, one worker"], 2))
    if "gevent's pywsgi" in median:
        lines.append(verdict("CPU per request, to pywsgi",
                             own / median["gevent's pywsgi"], 0.05))
    lines.append(verdict("memory of an idle connection",
                         memory["gfetch"] / 1024, 12, " KiB"))
    lines.append(verdict("CPU per round trip, to the bare loop",
                         trips["echo"] / trips["loop"], 1.3))
    return "\n".join(lines)
