// Links go into a queue, and a full pool of workers consumes them. A worker
// ends when it gets no link within a second. The listing has a `break` of a
// loop that the notes leave out.

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  constexpr int kWorkers = 2;
  gfetch::Queue<const char*> queue;
  gfetch::Pool pool(kWorkers);

  auto crawler = [&queue](int worker) {
    while (auto url = queue.get(1s)) {
      std::printf("worker %d crawls %s\n", worker, *url);
      gfetch::sleep_for(100ms);
    }
    std::printf("worker %d goes home\n", worker);
  };

  for (const char* link : {"/", "/a", "/b"}) queue.put(link);
  for (int worker = 1; worker <= kWorkers; ++worker) {
    pool.spawn(crawler, worker);
  }
  pool.join();
}
