// Five fibers wait for the event that a sixth one sets when it has finished.

#include <chrono>
#include <cstdio>
#include <vector>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Event evt;

  auto setter = [&evt] {
    std::puts("A: Hey wait for me, I have to do something");
    gfetch::sleep_for(3s);
    std::puts("Ok, I'm done");
    evt.set();
  };
  auto waiter = [&evt] {
    std::puts("I'll wait for you");
    evt.wait();
    std::puts("It's about time");
  };

  std::vector<gfetch::Fiber<void>> fibers = {gfetch::spawn(setter)};
  for (int i = 0; i < 5; ++i) fibers.push_back(gfetch::spawn(waiter));
  gfetch::join_all(fibers);
}
