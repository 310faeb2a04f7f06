// SIGQUIT ends the program at once though a fiber would sleep on for long.
// The listing's gevent.shutdown is gone from gevent; a kill from a signal
// handler, which runs in a fiber of its own, does what it did.

#include <chrono>
#include <csignal>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/signal.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub;
  auto thread = gfetch::spawn([] { gfetch::sleep_for(1000s); });
  auto on_quit = gfetch::on_signal(SIGQUIT, [&thread] { thread.kill(); });

  gfetch::spawn_later(
      10ms, [] { std::raise(SIGQUIT); });  // the user's Ctrl-backslash
  thread.join();
  std::puts(thread.killed() ? "shut down" : "slept well");
}
