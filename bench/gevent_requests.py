"""A gevent peer of gfetch: a gevent.pool.Pool that fetches URLs by requests.

    gevent_requests.py LIST CONCURRENCY [CACERT]
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402

import gevent.pool  # noqa: E402
import requests  # noqa: E402


def main(path, concurrency, ca=None):
    session = requests.Session()
    session.trust_env = False
    session.verify = ca
    adapter = requests.adapters.HTTPAdapter(pool_connections=4096,
                                            pool_maxsize=concurrency)
    session.mount("http://", adapter)
    session.mount("https://", adapter)

    def fetched(url):
        return session.get(url).status_code == 200

    with open(path) as urls:
        lines = (line.rstrip("\n") for line in urls)
        pool = gevent.pool.Pool(concurrency)
        return 0 if all(pool.imap_unordered(fetched, lines)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:]))
