"""The servers of the benchmarks: nginx, which serves 1 KiB over HTTP and HTTPS
on every loopback address and over HTTPS for any number of host names, and
bench/delay_server, whose responses take 100 ms."""
import pathlib
import re
import shutil
import socket
import subprocess
import time
import urllib.request

DELAY_MS = 100
NAMES = "bench.localhost"  # clients resolve *.localhost themselves
SYSTEM_CAS = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
PAGE = "page.txt"  # 1 KiB, the body of all responses except BIG
BIG = "big.bin"
BIG_BYTES = 10_000_000

NGINX_CONF = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
error_log {root}/error.log warn;
pid {root}/nginx.pid;
events {{ worker_connections 8192; }}
http {{
  client_body_temp_path {root}/tmp;
  proxy_temp_path {root}/tmp;
  fastcgi_temp_path {root}/tmp;
  uwsgi_temp_path {root}/tmp;
  scgi_temp_path {root}/tmp;
  types {{ text/html html; }}
  default_type text/plain;
  sendfile on;
  open_file_cache max=16;
  keepalive_requests 1000000;
  keepalive_timeout 300s;
  # Only what should not happen is logged, so that logging costs nothing.
  map $status $unexpected {{ 200 0; default 1; }}
  access_log {root}/unexpected.log combined if=$unexpected;
  server {{
    listen 0.0.0.0:{http} backlog=4096;
    listen 0.0.0.0:{https} ssl backlog=4096;
    ssl_certificate {root}/server.pem;
    ssl_certificate_key {root}/server.key;
    root {root}/www;
    location = /status {{ stub_status; }}
  }}
  server {{
    listen 127.0.0.1:{names} ssl backlog=4096;
    {listen_v6}
    ssl_certificate {root}/names.pem;
    ssl_certificate_key {root}/names.key;
    root {root}/www;
  }}
}}
"""


def has_ipv6():
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=10) as response:
        return response.read().decode()


def make_certificates(root):
    """Creates a CA and its certificates for 127.0.0.1 and for all names. The
    bundle also has the system's CAs, as a real client must read them."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=root, check=True,
                       capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem",
            "-days", "2", "-subj", "/CN=gfetch bench CA")
    for name, host in (("server", "IP:127.0.0.1"), ("names", f"DNS:*.{NAMES}")):
        openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr",
                "-subj", f"/CN={name}")
        (root / "san").write_text(f"subjectAltName={host}\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem",
                "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                "-extfile", "san", "-out", f"{name}.pem")
    system = SYSTEM_CAS.read_text() if SYSTEM_CAS.exists() else ""
    (root / "bundle.pem").write_text(system + (root / "ca.pem").read_text())


class Servers:
    """Both servers, which run while the context lasts."""

    def __init__(self, root, programs):
        self.root = pathlib.Path(root)
        self.programs = programs
        self.http, self.https, self.names = (free_port() for _ in range(3))
        self.delay = None
        self.nginx = self.delayer = None
        self.times_asked = 0

    def __enter__(self):
        try:
            self.start_nginx()
            self.start_delay_server()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in (self.nginx, self.delayer):
            if process is not None:
                process.terminate()
                process.wait()

    @property
    def ca(self):
        return str(self.root / "ca.pem")

    @property
    def ca_bundle(self):
        return str(self.root / "bundle.pem")

    def start_nginx(self):
        # If this script runs as root, nginx's worker has another user.
        self.root.chmod(0o755)
        (self.root / "www").mkdir()
        (self.root / "www" / PAGE).write_text("x" * 1023 + "\n")
        (self.root / "www" / BIG).write_bytes(b"b" * BIG_BYTES)
        make_certificates(self.root)
        conf = self.root / "nginx.conf"
        conf.write_text(NGINX_CONF.format(
            root=self.root, http=self.http, https=self.https,
            names=self.names, listen_v6=(
                f"listen [::1]:{self.names} ssl backlog=4096;"
                if has_ipv6() else "")))
        program = shutil.which("nginx") or shutil.which(
            "nginx", path="/usr/sbin:/sbin")
        if program is None:
            raise SystemExit("bench: nginx is not installed")
        # nginx ends when this process ends, even if it crashes.
        self.nginx = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM",
             program, "-p", str(self.root), "-c", str(conf)],
            stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                return self.nginx_requests()
            except OSError:
                if self.nginx.poll() is not None:
                    break
                time.sleep(0.1)
        raise SystemExit("bench: nginx does not run: " +
                         (self.root / "error.log").read_text())

    def start_delay_server(self):
        self.delayer = subprocess.Popen(
            [self.programs / "delay_server", str(DELAY_MS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.delay = int(self.delayer.stdout.readline())

    def nginx_requests(self):
        status = read(f"http://127.0.0.1:{self.http}/status")
        return int(re.search(r"\n \d+ \d+ (\d+)", status).group(1))

    def served(self):
        """Returns the number of responses with status 200 so far, without
        those to this function's own requests."""
        unexpected = self.root / "unexpected.log"
        bad = len(unexpected.read_text().splitlines())
        self.times_asked += 1
        delayed = int(read(f"http://127.0.0.1:{self.delay}/served"))
        return self.nginx_requests() - self.times_asked - bad + delayed
