// Waits for a job or a stop button, whichever is first.

#include "gfetch/fiber/wait.h"

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

void work() {
  gfetch::sleep_for(1h);
}

void watch(const gfetch::AnyFiber& job, gfetch::Event& stop) {
  auto first = gfetch::wait({job, stop}, {.limit = 5s, .count = 1});
  if (first.empty()) {
    std::puts("neither in five seconds");
  } else if (first[0] == 1) {
    job.kill();
  }
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Event stop;
  auto job = gfetch::spawn(work);
  gfetch::spawn_later(7s, [&stop] { stop.set(); });  // presses the stop button
  while (!job.ready()) watch(job, stop);
  std::puts(job.killed() ? "stopped" : "done");
}
