// A crawler whose number of workers is the size of the pool. spawn waits while
// the pool is full; the notes say, by mistake, while it is *not* full.

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"

using namespace std::chrono_literals;

namespace {

void crawler(const char* link) {
  gfetch::sleep_for(1s);
  std::printf("crawled %s\n", link);
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Pool pool(2);
  for (const char* link : {"/", "/a", "/b"}) {
    std::printf("%s: the pool is %s\n", link, pool.full() ? "full" : "free");
    pool.spawn(crawler, link);
  }
  pool.join();
  std::printf("%zu are free again\n", pool.free_count());
}
