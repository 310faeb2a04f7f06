// A Timeout limits all blocking calls of the fiber that started it. Here the
// timeout and the wait end after the same ten seconds. The timeout is first,
// because the end of a fiber is announced one loop iteration later.

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
