// Ctrl-C kills the workers, not the program: the code after them still runs.

#include "gfetch/fiber/signal.h"

#include <chrono>
#include <csignal>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub;
  gfetch::Pool pool(2);
  gfetch::SignalWatch on_int = gfetch::on_signal(SIGINT, [&] { pool.kill(); });

  pool.spawn([] { gfetch::sleep_for(1h); });
  pool.spawn([] { std::raise(SIGINT); });  // simulates the user's Ctrl-C
  pool.join();
  std::puts("tidied up");
}
