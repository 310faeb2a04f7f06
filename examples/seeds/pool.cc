// A crawler with as many workers as the pool has room for: spawn waits for a
// free one. The notes say that it waits when the pool is *not* full; they mean
// when it is.

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
