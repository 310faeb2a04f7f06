// Crawls a site politely: obeys robots.txt and fetches each page once.
//
//   crawl_a_site http://127.0.0.1:8000/

#include <cstdio>

#include "gfetch/crawl/session.h"
#include "gfetch/fiber/hub.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const gfetch::Hub hub;
  gfetch::crawl::Session session({.urls = {argv[1]}});
  for (auto& page : session.crawl({.depth = 3})) {
    std::printf("%d %s %s%s\n", page.status_code, page.url.c_str(),
                page.title.c_str(), page.reason.c_str());
  }
}
