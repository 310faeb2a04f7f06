// Runs a night's work on a virtual clock, and shows the hub's report of a
// deadlock.

#include "gfetch/fiber/hub.h"

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"

using namespace std::chrono_literals;

int main() {
  // tutorial: night
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  const gfetch::TimePoint evening = hub.now();
  auto watchman = gfetch::spawn([] {
    for (int round = 1; round <= 3; ++round) {
      gfetch::sleep_for(2h);
      std::printf("round %d\n", round);
    }
  });
  hub.join();  // returns when no fiber and no timer is left
  std::printf("%.0f hours later\n",
              gfetch::seconds(hub.now() - evening) / 3600);
  // tutorial end
  const gfetch::HubTimes times = hub.times();
  std::printf("waited %.0f %% of the time\n", 100 * times.idle_share());

  gfetch::Event relief("relief");
  watchman = gfetch::spawn([&relief] { relief.wait(); });
  watchman.name("watchman");
  try {
    watchman.join();
  } catch (const gfetch::LoopExit& exit) {
    for (const gfetch::FiberInfo& fiber : exit.blocked()) {
      std::printf("%s waits for %s\n", fiber.name.c_str(),
                  fiber.waits_for.c_str());
    }
  }
}
