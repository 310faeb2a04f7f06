// SIGQUIT ends the program at once although a fiber is still sleeping. The
// listing calls gevent.shutdown, which gevent has removed. Here the signal
// handler, which runs in its own fiber, kills the sleeping fiber.

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
      // Simulates the user's Ctrl-\, SIGQUIT.
      10ms, [] { std::raise(SIGQUIT); });
  thread.join();
  std::puts(thread.killed() ? "shut down" : "slept well");
}
