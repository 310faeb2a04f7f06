// Asks two shops for a price concurrently, and kills the request to a third
// shop, which would take too long.

#include "gfetch/fiber/fiber.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

int ask(const char* shop, gfetch::Duration thinking, int price) {
  gfetch::sleep_for(thinking);  // other fibers run during this sleep
  std::printf("%s: %d\n", shop, price);
  return price;
}

int samples = 0;

void sample() {
  ++samples;
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});

  gfetch::Fiber<int> corner = gfetch::spawn(ask, "the corner shop", 2s, 7);
  gfetch::Fiber<int> market = gfetch::spawn(ask, "the market", 1s, 5);
  gfetch::Fiber<int> sailor = gfetch::spawn(ask, "the sailor", 240h, 1);
  sailor.link([](const gfetch::AnyFiber& ended) {
    std::printf("the sailor: %s\n", ended.killed() ? "sent away" : "back");
  });

  auto sampler = gfetch::spawn([] {
    for (gfetch::TimePoint next = gfetch::now();; next += 1s) {
      gfetch::sleep_until(next);
      sample();
    }
  });

  int best_price = std::min(corner.get(), market.get());  // after 2 s
  std::printf("best price: %d\n", best_price);
  sailor.kill();
  sampler.kill();
  std::printf("samples: %d\n", samples);
  hub.join();
}
