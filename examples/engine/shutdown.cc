// A signal ends the work of a hub: its fibers are killed, what they hold is
// cleaned up, and the main fiber goes on.

#include "gfetch/fiber/shutdown.h"

#include <chrono>
#include <csignal>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/signal.h"

using namespace std::chrono_literals;

namespace {

struct Report {
  ~Report() {
    gfetch::sleep_for(10ms);  // a destructor may block
    std::puts("report written");
  }
};

void work_for_ever() {
  for (;;) gfetch::sleep_for(1s);
}

}  // namespace

int main() {
  gfetch::Hub hub;
  auto on_quit = gfetch::on_signal(SIGQUIT, [] {
    const bool all = gfetch::shutdown(2s);
    std::puts(all ? "all have ended" : "some are left");
  });
  gfetch::spawn([] {
    const Report report;
    work_for_ever();
  });
  gfetch::spawn_later(10ms, [] { std::raise(SIGQUIT); });
  hub.join();
  std::puts("goodbye");
}
