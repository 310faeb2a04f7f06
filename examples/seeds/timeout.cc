// A limit on whatever the fiber that started it blocks in.

#include <chrono>
#include <cstdio>

#include "gfetch/engine/fiber.h"
#include "gfetch/engine/hub.h"
#include "gfetch/engine/timeout.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  // The listing waits ten seconds for ten seconds; here the wait is longer
  // than the limit, so that which of the two comes first is no accident.
  gfetch::Timeout timeout(10s);
  try {
    gfetch::spawn([] { gfetch::sleep_for(11s); }).join();
  } catch (const gfetch::TimeoutExpired& expired) {
    if (!timeout.owns(expired)) throw;
    std::puts("Could not complete");
  }
}
