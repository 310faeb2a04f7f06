#!/usr/bin/env python3
"""Finds the broken links in a tree of pages by reading the files alone.

    link_truth.py FOLDER URL START

URL serves the files of FOLDER. The script reads the page START in FOLDER and
all pages that can be reached from it, and prints one JSON object: `pages`, the
URLs of these pages, and `broken`, a list of [page, line, url, kind]. It shares
no code with gfetch: Python parses the pages and resolves the links, and a link
works if there is a file for it.
"""
import html.parser
import json
import os
import re
import sys
import urllib.parse

LINKS = {
    ('a', 'href'), ('area', 'href'), ('img', 'src'), ('script', 'src'),
    ('iframe', 'src'), ('frame', 'src'), ('source', 'src'), ('video', 'src'),
    ('audio', 'src'), ('embed', 'src'), ('object', 'data'), ('input', 'src'),
    ('body', 'background'), ('form', 'action'),
}
NO_LINKS = {'preconnect', 'dns-prefetch', 'profile', 'pingback'}
CSS_LINK = re.compile(
    r'''url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']''')
CSS_COMMENT = re.compile(r'/\*.*?\*/', re.S)


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links = []  # list of (line, target)
        self.anchors = set()
        self.base = None
        self.in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        line = self.getpos()[0]
        found = {}
        for name, value in attributes:
            found.setdefault(name, value or '')
        if 'id' in found:
            self.anchors.add(found['id'])
        if tag == 'a' and 'name' in found:
            self.anchors.add(found['name'])
        if tag == 'base' and self.base is None:
            self.base = found.get('href')
        if tag == 'link' and 'href' in found:
            relations = set(found.get('rel', '').lower().split())
            if relations and not relations & NO_LINKS:
                self.links.append((line, found['href']))
        if tag == 'form' and found.get('method', 'get').lower() != 'get':
            return
        for name, value in found.items():
            if (tag, name) in LINKS:
                self.links.append((line, value))

    handle_startendtag = handle_starttag


class Site:
    def __init__(self, folder, url):
        self.folder = folder
        self.url = url
        self.pages = {}  # maps a URL to (links, anchors or None)

    def file_of(self, url):
        """Returns the file that a server sends for `url`, or None."""
        if not url.startswith(self.url):
            return None
        path = urllib.parse.unquote(urllib.parse.urlsplit(url[len(self.url):]).path)
        file = os.path.normpath(os.path.join(self.folder, path))
        if os.path.isdir(file):
            file = os.path.join(file, 'index.html')
        return file if os.path.isfile(file) else None

    def read(self, url):
        """Returns the links and anchors of the page `url`."""
        file = self.file_of(url)
        with open(file, encoding='utf-8', errors='replace') as source:
            text = source.read() if file.endswith(('.html', '.css')) else ''
        if file.endswith('.html'):
            page = Page(text)
            base = urllib.parse.urljoin(url, page.base or '')
            return ([(line, urllib.parse.urljoin(base, target.strip()))
                     for line, target in page.links], page.anchors)
        links = []
        blanked = CSS_COMMENT.sub(lambda c: re.sub(r'[^\n]', ' ', c[0]), text)
        for match in CSS_LINK.finditer(blanked):
            line = text.count('\n', 0, match.start()) + 1
            target = match[1] or match[2]
            links.append((line, urllib.parse.urljoin(url, target)))
        return links, None

    def crawl(self, start):
        waiting = [start]
        while waiting:
            url = waiting.pop()
            if url in self.pages:
                continue
            self.pages[url] = self.read(url)
            for _, link in self.pages[url][0]:
                target = link.split('#')[0]
                if self.file_of(target) is not None:
                    waiting.append(target)

    def broken(self):
        host = urllib.parse.urlsplit(self.url).netloc
        for page, (links, _) in self.pages.items():
            for line, link in links:
                target, _, fragment = link.partition('#')
                if urllib.parse.urlsplit(target).netloc != host:
                    continue
                if not target.startswith('http:'):
                    continue
                if self.file_of(target) is None:
                    yield [page, line, link, 'http_status']
                    continue
                anchors = self.pages[target][1]
                name = urllib.parse.unquote(fragment)
                if anchors is None or not name or name.lower() == 'top':
                    continue
                if name not in anchors and fragment not in anchors:
                    yield [page, line, link, 'missing_anchor']


def main():
    folder, url, start = sys.argv[1:]
    site = Site(folder, url)
    site.crawl(url + start)
    json.dump({'pages': sorted(site.pages), 'broken': sorted(site.broken())},
              sys.stdout)


main()
