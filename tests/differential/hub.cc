// Scenarios of the hub: its end, its rules and its fairness.
#include "gfetch/fiber/hub.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/io.h"
#include "gfetch/fiber/select.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {

SCENARIO(hub_loop_exit) {
  Event event;
  const auto fiber = spawn([&] {
    try {
      event.wait();
      print("child woken");
    } catch (const LoopExit&) {
      print("never printed");
    }
  });
  for (int i = 0; i < 2; ++i) {
    try {
      fiber.join();
    } catch (const LoopExit&) {
      print("LoopExit in main", fiber.ready());
    }
  }
  event.set();
  fiber.join();
  print("usable", fiber.ready());
}

SCENARIO(hub_join) {
  Hub& hub = Hub::current();
  print(hub.join());
  spawn_later(60ms, [] { print("late"); });
  print(hub.join(20ms));
  print(hub.join());
}

SCENARIO(hub_blocking_link) {
  const auto fiber = spawn([] { print("runs"); });
  fiber.raw_link([](const AnyFiber&) {
    try {
      sleep_for(10ms);
      print("never printed");
    } catch (const BlockingSwitchOut&) {
      print("refused");
    }
  });
  fiber.join();
  print("end");
}

SCENARIO(hub_starvation) {
  bool rung = false;
  const auto fiber = spawn([&] {
    while (!rung) yield();
    print("spinner sees it");
  });
  sleep_for(10ms);
  rung = true;
  print("rung");
  fiber.join();
}

SCENARIO(select_yields, ClockKind::kReal) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw Oops("there is no pipe");
  const auto [reading, writing] = ends;
  print(select({reading}, {}, 20ms).readable.size());
  const auto writer = spawn_later(20ms, [fd = writing] {
    if (write(fd, "x", 1) != 1) print("nothing was written");
  });
  print(select({reading}, {}).readable.size());
  spawn([] { print("other"); });
  const Selected ready = select({reading}, {writing});
  print(ready.readable.size(), ready.writable.size());
  close(reading);
  close(writing);
}

SCENARIO(io_beats_timeout, ClockKind::kReal) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw Oops("there is no pipe");
  const auto [here, there] = ends;
  spawn([fd = there] {
    if (write(fd, "x", 1) != 1) print("nothing was written");
    std::this_thread::sleep_for(50ms);
  });
  try {
    const Timeout timeout(20ms);
    wait_readable(here);
    print("readable");
  } catch (const TimeoutExpired&) {
    print("timed out");
  }
  char byte = 0;
  if (read(here, &byte, 1) != 1) print("nothing was read");
  print(wait_readable(here, 10ms) ? "readable" : "gave up");
  close(here);
  close(there);
}

}  // namespace gfetch::differential
