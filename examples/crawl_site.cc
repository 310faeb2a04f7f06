// Crawls a small site. Links go into a queue, and five fibers fetch them. The
// crawl is over when the queue is empty and no fiber is fetching.
//
//   crawl_site http://127.0.0.1:8000/
//
// To fit on a page it finds only links of the form `href="/…"` on one host.

#include <chrono>
#include <cstdio>
#include <optional>
#include <set>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/http_client.h"

using namespace std::chrono_literals;

namespace {

class Crawl {
 public:
  explicit Crawl(std::string site) : site_(std::move(site)) { offer("/"); }

  void run() {
    for (int i = 0; i < 5; ++i) {
      workers_.spawn([this] { work(); });
    }
    workers_.join();
  }

 private:
  void work() {
    while (std::optional<std::string> path = paths_.get()) {
      visit(*path);
      // The fiber that finishes the last page ends all others.
      if (--unfinished_ == 0) paths_.shutdown();
    }
  }

  void visit(const std::string& path) {
    auto request = gfetch::http::request_for(site_ + path);
    if (!request) return;
    gfetch::http::StringSink body;
    auto response =
        gfetch::with_timeout(5s, [&] { return http_.fetch(*request, body); });
    if (!response || !*response) {
      std::printf("--- %s\n", path.c_str());
      return;
    }
    std::printf("%d %s\n", (*response)->status_code, path.c_str());
    offer_links(body.text());
  }

  void offer_links(const std::string& page) {
    static const std::string mark = "href=\"/";
    std::size_t at = 0;
    while ((at = page.find(mark, at)) != std::string::npos) {
      at += mark.size() - 1;
      offer(page.substr(at, page.find_first_of("\"#", at) - at));
    }
  }

  // A URL is marked as seen when it is queued, because other pages may link to
  // it before it is fetched.
  void offer(const std::string& path) {
    if (!seen_.insert(path).second) return;
    ++unfinished_;
    paths_.put(path);
  }

  std::string site_;
  gfetch::http::HttpClient http_;
  gfetch::Queue<std::string> paths_;
  std::set<std::string> seen_;
  std::size_t unfinished_ = 0;
  gfetch::Pool workers_{5};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: crawl_site http://HOST:PORT/\n", stderr);
    return 2;
  }
  std::string site = argv[1];
  while (!site.empty() && site.back() == '/') site.pop_back();

  gfetch::Hub hub;
  Crawl(std::move(site)).run();
}
