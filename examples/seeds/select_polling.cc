// select yields, as all blocking calls do: two fibers poll for two seconds
// while a third one works.

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/select.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  const gfetch::TimePoint start = hub.now();
  auto tic = [&hub, start] { return gfetch::seconds(hub.now() - start); };

  auto poll = [tic] {
    std::printf("Started Polling: at %1.1f seconds\n", tic());
    gfetch::select({}, {}, 2s);
    std::printf("Ended Polling: at %1.1f seconds\n", tic());
  };
  auto work = [tic] {
    std::printf(
        "Hey lets do some stuff while the greenlets poll, at %1.1f seconds\n",
        tic());
    gfetch::sleep_for(1s);
  };

  gfetch::join_all(
      {gfetch::spawn(poll), gfetch::spawn(poll), gfetch::spawn(work)});
}
