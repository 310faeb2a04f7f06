// Reports at regular times on a virtual clock, until an event stops it.

#include "gfetch/fiber/ticker.h"

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

const gfetch::TimePoint kBegin{};

void report() {
  const double minutes = gfetch::seconds(gfetch::now() - kBegin) / 60;
  std::printf("report after %d min\n", static_cast<int>(minutes));
  gfetch::sleep_for(30s);  // does not shift the next report
}

void run() {
  gfetch::sleep_for(3min + 30s);
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Event stop;
  auto reporter = gfetch::spawn([&] {
    gfetch::Ticker ticker(1min, {.jitter = 5s});
    while (ticker.wait(stop)) report();  // until `stop` is set
  });
  run();
  stop.set();
  reporter.join();
  std::puts("stopped");
}
