// Fetches a list of any length, two URLs at a time. The list is read only as
// fast as fetches finish.

#include "gfetch/fiber/pool.h"

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

using Url = std::string;

class UrlList {
 public:
  std::optional<Url> next() {
    if (count_ == 4) return std::nullopt;
    std::printf("read %d\n", ++count_);
    return "/" + std::to_string(count_);
  }

 private:
  int count_ = 0;
};

void fetch(const Url& url) {
  gfetch::sleep_for(1s);
  std::printf("fetched %s\n", url.c_str());
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  UrlList list;
  gfetch::Pool pool(2);
  while (std::optional<Url> url = list.next()) pool.spawn(fetch, *url);
  pool.join();
}
