// One fiber waits for a value that another fiber sets.

#include <chrono>
#include <cstdio>
#include <string>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::AsyncResult<std::string> a;

  auto setter = gfetch::spawn([&a] {
    gfetch::sleep_for(3s);
    a.set("Hello!");
  });
  auto waiter = gfetch::spawn([&a] { std::puts(a.get().c_str()); });

  gfetch::join_all({setter, waiter});
}
