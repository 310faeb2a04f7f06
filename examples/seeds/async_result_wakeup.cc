// An AsyncResult without a value, which only wakes the fibers that wait for it.

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::AsyncResult<void> a;

  auto setter = gfetch::spawn([&a] {
    gfetch::sleep_for(3s);
    a.set();
  });
  auto waiter = gfetch::spawn([&a] {
    a.get();
    std::puts("I live!");
  });

  gfetch::join_all({setter, waiter});
}
