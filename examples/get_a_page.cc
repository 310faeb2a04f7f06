// Gets a page, with its redirects and retries, and saves another as a file.
//
//   get_a_page http://127.0.0.1:8000/page http://127.0.0.1:8000/file file.txt

#include <cstdio>

#include "gfetch/crawl/session.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using gfetch::crawl::Session;
using gfetch::crawl::Visit;

namespace {

void print(const Visit& visit) {
  if (visit.error) {
    std::printf("%s: %s\n", visit.url.c_str(), visit.error->message.c_str());
  } else {
    std::printf("%s: %d after %zu redirects\n", visit.final_url.c_str(),
                visit.status_code, visit.redirects.size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: get_a_page URL FILE-URL FILE\n", stderr);
    return 2;
  }
  const gfetch::Hub hub;
  Session session;

  // Both calls run at the same time: each blocks only its own fiber.
  auto saved =
      gfetch::spawn([&] { return session.download(argv[2], argv[3]); });
  const Visit page = session.get(argv[1]);
  print(page);
  if (page.body) std::printf("%s\n", page.body->c_str());
  print(saved.get());
}
