// A killed fiber sees the kill as an exception, and cleans up.

#include "gfetch/fiber/exceptions.h"

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/queue.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  auto sleeper = gfetch::spawn([] {
    try {
      gfetch::sleep_for(1h);
    } catch (const gfetch::FiberExit&) {
      std::puts("killed");
      throw;  // without this the fiber would continue
    }
  });
  gfetch::yield();
  sleeper.kill();

  try {
    gfetch::Queue<int>().get();  // no other fiber can put an item into it
  } catch (const gfetch::LoopExit& exit) {
    for (const gfetch::FiberInfo& fiber : exit.blocked()) {
      std::printf("%s waits for %s\n", fiber.name.c_str(),
                  fiber.waits_for.c_str());
    }
  }
}
