// Scenarios of waiting for several objects at once.
#include <algorithm>
#include <array>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/wait.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {
namespace {

void task(const std::string& name, Duration nap) {
  sleep_for(nap);
  print(name, "ends");
}

/// Spawns `count` tasks named 0, 1, ...; each sleeps a `nap` longer than the
/// one before.
std::vector<AnyFiber> staggered_tasks(int count, Duration nap) {
  std::vector<AnyFiber> fibers;
  for (int n = 0; n < count; ++n) {
    fibers.push_back(spawn(task, std::to_string(n), nap * (n + 1)));
  }
  return fibers;
}

}  // namespace

SCENARIO(joinall_order) {
  const auto named = [](const char* name, Duration nap) {
    const auto fiber = spawn(task, name, nap);
    fiber.name(name);
    return fiber;
  };
  const auto show = [](const std::vector<AnyFiber>& ended) {
    print(ended.at(0).name(), ended.at(1).name(), ended.at(2).name());
  };
  const auto slow = named("slow", 60ms);
  const auto quick = named("quick", 20ms);
  const auto middle = named("middle", 40ms);
  show(join_all({slow, quick, middle}));
  show(join_all({middle, slow, quick}));
}

SCENARIO(joinall_count) {
  const auto fibers = staggered_tasks(4, 20ms);
  print(join_all(fibers, {.count = 1}).size());
  print(join_all(fibers, {.count = 2}).size());
  print(std::count_if(fibers.begin(), fibers.end(),
                      [](const auto& each) { return each.ready(); }));
  print(join_all(fibers).size());
}

SCENARIO(joinall_timeout) {
  const auto fibers = staggered_tasks(3, 40ms);
  print(join_all(fibers, {.limit = 60ms}).size());
  print(join_all(fibers, {.limit = 0ms}).size());
  print(join_all(fibers).size());
  print(join_all(std::vector<AnyFiber>()).size());
}

SCENARIO(joinall_raise_error) {
  const auto fail = [](const char* name, Duration nap) {
    sleep_for(nap);
    print(name, "fails");
    throw Oops(name);
  };
  const auto late = spawn(fail, "late", 40ms);
  const auto early = spawn(fail, "early", 20ms);
  const auto worker = spawn([] {
    sleep_for(60ms);
    print("work ends");
  });
  try {
    join_all({worker, late, early}, {.raise_error = true});
  } catch (const Oops& error) {
    print("threw", error.what(), worker.ready(), late.ready());
  }
  worker.join();
  print(what(late.exception()));
}

SCENARIO(joinall_duplicates) {
  const auto fiber = spawn([] { sleep_for(20ms); });
  print(join_all({fiber, fiber}).size());
  print(join_all({fiber, fiber}, {.count = 1}).size());
}

SCENARIO(joinall_killed_caller) {
  const auto fibers = staggered_tasks(3, 20ms);
  const auto waiting = spawn([&] {
    try {
      join_all(fibers);
    } catch (const FiberExit&) {
      print("caller killed");
      throw;
    }
  });
  sleep_for(30ms);
  waiting.kill();
  join_all(fibers);
}

SCENARIO(wait_for_mixed_things) {
  const std::array<const char*, 4> names{"result", "semaphore", "event",
                                         "fiber"};
  const auto fiber = spawn([] { sleep_for(40ms); });
  Event event;
  AsyncResult<std::string> result;
  Semaphore semaphore(0);
  spawn_later(20ms, [&] { event.set(); });
  spawn_later(60ms, [&] { semaphore.release(); });
  spawn_later(80ms, [&] { result.set("value"); });
  Iwait things({result, semaphore, event, fiber});
  while (const auto index = things.next()) print(names.at(*index));
  print("permits", semaphore.permits());
}

SCENARIO(wait_count_and_timeout) {
  std::array<Event, 3> events;
  const std::vector<Waitable> things(events.begin(), events.end());
  events[2].set();
  spawn_later(40ms, [&] { events[0].set(); });

  const auto show = [](const std::vector<std::size_t>& ready) {
    std::string line = "ready";
    for (std::size_t index : ready) line += ' ' + std::to_string(index);
    print(line);
  };
  show(wait(things, {.count = 1}));
  show(wait(things, {.limit = 20ms}));
  show(wait(things, {.count = 2}));
  yield();
  show(wait(things, {.limit = 0ms}));
}

SCENARIO(wait_iwait_left_early) {
  Event first;
  Event second;
  spawn_later(20ms, [&] { first.set(); });
  spawn_later(40ms, [&] { second.set(); });
  const auto name = [](std::size_t index) {
    return index == 1 ? "first" : "second";
  };
  {
    Iwait things({second, first});
    print(name(*things.next()));
  }
  sleep_for(40ms);
  print(first.is_set(), second.is_set());
  Iwait things({second, first});
  while (const auto index = things.next()) print(name(*index));
}

}  // namespace gfetch::differential
