"""A crawl of a site with 5,000 pages by gfetch, wget2 -r and Scrapy in turn.

Each page has 5 KB and 60 links, and every page can be reached. gfetch writes a
JSONL record of each page and saves no page, and neither does Scrapy. wget2
cannot follow links without saving pages.
"""

import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys

PAGES, LINKS, BYTES = 5000, 60, 5000
WORDS = ("fiber hub spawn join switch timer queue event socket resolver "
         "frontier scope seed lease visit record politeness").split()

SPIDER = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor

class Pages(scrapy.Spider):
    name = "pages"
    start_urls = [sys.argv[1]]
    links = LinkExtractor()

    def parse(self, response):
        yield {"url": response.url, "status": response.status}
        for link in self.links.extract_links(response):
            yield response.follow(link, self.parse)

process = CrawlerProcess({
    "CONCURRENT_REQUESTS": 64, "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
    "FEEDS": {sys.argv[2]: {"format": "jsonlines"}}})
process.crawl(Pages)
process.start()
"""


def page(number, pages, rng):
    """Returns the links of a page: the next ones in a tree that reaches all
    pages, and then random ones."""
    targets = [t for t in (number * 10 + i for i in range(1, 11)) if t < pages]
    targets += [rng.randrange(pages) for _ in range(LINKS - len(targets))]
    links = "".join(
        f'<li><a href="/site/{t}.html" title="no. {t}">Page {t}</a></li>\n'
        for t in targets)
    head = (f"<!doctype html><html><head><meta charset=utf-8><title>Page "
            f"{number}</title></head><body><h1>Page {number}</h1>\n<ul>")
    text = "<p>" + " ".join(rng.choice(WORDS) for _ in range(1000))
    body = head + links + "</ul>\n" + text
    return body[:BYTES - 14] + "</body></html>"


def write_site(folder, pages):
    rng = random.Random(1)
    folder.mkdir()
    for number in range(pages):
        (folder / f"{number}.html").write_text(page(number, pages, rng))


def crawlers(gfetch, root, url):
    """Returns the installed crawlers as pairs of a name and a command."""
    (root / "spider.py").write_text(SPIDER)
    saved = str(root / "mirror")
    found = {
        "gfetch crawl": [gfetch, "crawl", "-q", "-f", "jsonl", "-o",
                         root / "pages.jsonl", "--delay", "0",
                         "--host-concurrency", "8", "--depth", "100", url],
        "gfetch crawl -O": [gfetch, "crawl", "-q", "-f", "jsonl", "-o",
                            root / "pages.jsonl", "--delay", "0", "-O", saved,
                            "--host-concurrency", "8", "--depth", "100", url],
    }
    if shutil.which("wget2"):
        found["wget2 -r"] = ["wget2", "--no-config", "--no-local-db", "-q",
                             "-r", "-l", "100", "--max-threads=8",
                             "--http2=no", "--no-proxy", "-P", saved, url]
    probe = subprocess.run(["/usr/bin/python3", "-c", "import scrapy"],
                           capture_output=True, check=False)
    if probe.returncode == 0:
        found["Scrapy"] = ["/usr/bin/python3", root / "spider.py", url,
                           root / "scrapy.jsonl"]
    return found


def measure(program, root, servers, command, pages):
    shutil.rmtree(root / "mirror", ignore_errors=True)
    for old in root.glob("*.jsonl"):
        old.unlink()
    result = root / "result.json"
    before = servers.served()
    subprocess.run([program, result, *map(str, command)], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL,
                   env={**os.environ, "HOME": str(root)})
    cost = json.loads(result.read_text())
    served = servers.served() - before
    # One more request is for robots.txt.
    cost["wrong"] = "" if pages <= served <= pages + 2 else (
        f"the server answered {served} requests for {pages} pages")
    return cost


def crawl(measure_program, gfetch, servers, root, rounds, scale):
    """Prints the medians and their ratios to wget2; returns the exit code."""
    root = pathlib.Path(root)
    pages = max(int(PAGES * scale), 50)
    write_site(root / "www" / "site", pages)
    url = f"http://127.0.0.1:{servers.http}/site/0.html"
    costs, problems = {}, []
    for number in range(rounds):
        for name, command in crawlers(gfetch, root, url).items():
            cost = measure(measure_program, root, servers, command, pages)
            costs.setdefault(name, []).append(cost)
            if cost["wrong"]:
                problems.append(f"{name}: {cost['wrong']}")
            print(f"  round {number + 1}, {name}: {cost['wall']:.3f} s",
                  file=sys.stderr, flush=True)
    print(table(costs, pages))
    for problem in problems:
        print(f"WRONG: {problem}")
    return 1 if problems else 0


def table(costs, pages):
    def median(name, value):
        return statistics.median(value(cost) for cost in costs[name])

    values = {name: (median(name, lambda c: c["wall"]),
                     median(name, lambda c: (c["user"] + c["system"]) / pages
                            * 1e6),
                     median(name, lambda c: c["peak_kib"] / 1024))
              for name in costs}
    yard = values.get("wget2 -r", values["gfetch crawl"])
    lines = [f"### crawl: a site of {pages} pages, {LINKS} links each", "",
             "| | wall s | ratio | CPU us/page | ratio | peak MiB |",
             "|---|---|---|---|---|---|"]
    lines += [f"| {name} | {wall:.3f} | {wall / yard[0]:.2f} | {cpu:.0f} "
              f"| {cpu / yard[1]:.2f} | {peak:.1f} |"
              for name, (wall, cpu, peak) in values.items()]
    return "\n".join(lines)
