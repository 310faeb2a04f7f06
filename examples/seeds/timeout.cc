// A limit on whatever the fiber that started it blocks in. The ten seconds of
// the limit and of the wait are over at the same moment; but that the fiber
// has ended is told a turn of the loop later, so the limit wins.

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Timeout timeout(10s);
  try {
    gfetch::spawn([] { gfetch::sleep_for(10s); }).join();
  } catch (const gfetch::TimeoutExpired& expired) {
    if (!timeout.owns(expired)) throw;
    std::puts("Could not complete");
  }
}
