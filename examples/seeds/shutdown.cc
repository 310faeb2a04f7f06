// SIGQUIT ends the program at once although a fiber is still sleeping. The
// signal handler, which runs in its own fiber, kills all others and lets their
// destructors run, for two seconds at most.

#include <chrono>
#include <csignal>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/shutdown.h"
#include "gfetch/fiber/signal.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub;
  auto on_quit = gfetch::on_signal(SIGQUIT, [] { gfetch::shutdown(2s); });
  auto thread = gfetch::spawn([] { gfetch::sleep_for(1000s); });

  gfetch::spawn_later(
      // Simulates the user's Ctrl-\, SIGQUIT.
      10ms, [] { std::raise(SIGQUIT); });
  thread.join();
  std::puts(thread.killed() ? "shut down" : "slept well");
}
