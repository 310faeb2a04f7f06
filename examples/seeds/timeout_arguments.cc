// Three ways to wait for a fiber for at most a second.

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"

using namespace std::chrono_literals;

namespace {

void wait() {
  gfetch::sleep_for(2s);
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});

  {
    gfetch::Timeout timer(1s);  // the running timeout ends the wait
    auto thread1 = gfetch::spawn(wait);
    try {
      thread1.join();
    } catch (const gfetch::TimeoutExpired& expired) {
      if (!timer.owns(expired)) throw;
      std::puts("Thread 1 timed out");
    }
  }
  {
    gfetch::Timeout timer(1s);
    auto thread2 = gfetch::spawn(wait);
    try {
      thread2.get(timer);
    } catch (const gfetch::TimeoutExpired& expired) {
      if (!timer.owns(expired)) throw;
      std::puts("Thread 2 timed out");
    }
  }
  if (!gfetch::with_timeout(1s, wait)) std::puts("Thread 3 timed out");
}
