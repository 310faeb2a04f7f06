// The hub: its end, its rules, its fairness.
#include "gfetch/engine/hub.h"

#include "gfetch/engine/event.h"
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

}  // namespace gfetch::differential
