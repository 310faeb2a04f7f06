// Scenarios of the seams: raw greenlets among fibers, callbacks of the loop,
// owners that have ended, and arguments that are none.
#include <algorithm>
#include <memory>
#include <system_error>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/select.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/spawn_watch.h"
#include "gfetch/fiber/wait.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {

SCENARIO(seam_parents_died_first) {
  const Greenlet a([](const std::string&) {
    print("old",
          Greenlet::switch_to_parent<std::string>(std::string("old is up")));
    return std::string("old ends");
  });
  print(a.switch_to<std::string>(std::string()));
  const Greenlet main = Greenlet::current();
  const Greenlet b([&](const std::string&) {
    print("young", main.switch_to<std::string>(std::string("young is up")));
    return std::string("young ends");
  });
  b.parent(a);
  print(b.switch_to<std::string>(std::string()));
  print(a.switch_to<std::string>(std::string("on")));
  print(a.dead(), b.dead());
  print(b.switch_to<std::string>(std::string("on")));
  const bool dead = b.dead();
  print(dead, b.switch_to<std::string>(std::string("to the dead")));
}

SCENARIO(seam_throw_into_the_unrun) {
  const Greenlet unrun([] { print("never printed"); });
  for (const char* turn : {"unrun", "dead"}) {
    try {
      unrun.throw_into(oops(turn));
    } catch (const Oops& error) {
      print(error.what(), unrun.dead());
    }
  }
}

SCENARIO(seam_generator_in_cleanup) {
  struct Cleanup {
    ~Cleanup() {
      const Greenlet generator([] {
        for (int i = 0; i < 3; ++i) {
          sleep_for(10ms);
          Greenlet::switch_to_parent(i);
        }
      });
      for (int i = 0; i < 3; ++i) print("cleanup", generator.switch_to<int>());
    }
  };
  const auto fiber = spawn([] {
    const Cleanup cleanup;
    sleep_for(1s);
  });
  sleep_for(10ms);
  fiber.kill();
  print(fiber.ready());
}

SCENARIO(seam_spawn_watch_kills) {
  auto watch = std::make_optional<SpawnWatch>([](const AnyFiber& fiber) {
    print("spawned");
    fiber.kill(fiber_exit(), KillMode::kLater);
  });
  const auto fiber = spawn([] { print("never printed"); });
  watch.reset();
  fiber.join();
  print(fiber.ready(), succeeded(fiber));
  spawn([] { print("printed"); }).join();
}

SCENARIO(seam_hub_sets_event) {
  Event event;
  const auto wait = [&](const char* name) {
    event.wait();
    print(name);
  };
  const auto a = spawn(wait, "a");
  const auto b = spawn(wait, "b");
  yield();
  Hub::current().post([&] {
    event.set();
    print("callback", event.is_set());
  });
  join_all({a, b});
}

SCENARIO(seam_hub_releases_permits) {
  Semaphore permits(0);
  const auto work = [&](const char* name) {
    permits.acquire();
    print(name);
  };
  const auto a = spawn(work, "a");
  const auto b = spawn(work, "b");
  const auto c = spawn(work, "c");
  yield();
  Hub::current().post([&] {
    permits.release();
    permits.release();
    print("callback", permits.permits());
  });
  join_all({a, b});
  print(c.ready(), permits.permits());
  c.kill();
}

SCENARIO(seam_hub_sets_result) {
  AsyncResult<int> result;
  Hub::current().post([&] { result.set(1); });
  print(result.get());
  Hub::current().post([&] { result.set(2); });
  sleep_for(10ms);
  print(result.get());
}

SCENARIO(seam_hub_has_locals) {
  FiberLocal<int> value;
  value.set(1);
  const auto value_or_zero = [&] {
    return value.find() == nullptr ? 0 : *value;
  };
  for (int then : {2, 3}) {
    Hub::current().post([&value, value_or_zero, then] {
      print("callback", value_or_zero());
      value.set(then);
    });
    sleep_for(10ms);
  }
  print("main", *value);
}

SCENARIO(seam_rlock_of_the_dead) {
  RLock lock;
  spawn([&] { lock.acquire(); }).join();
  std::vector<bool> got;
  std::vector<AnyFiber> others;
  for (int i = 0; i < 64; ++i) {
    others.push_back(spawn([&] {
      got.push_back(lock.acquire(0s));
      try {
        lock.release();
      } catch (const std::logic_error&) {
        return;
      }
      got.push_back(true);
    }));
  }
  join_all(others);
  print(got.size(), std::find(got.begin(), got.end(), true) != got.end());
}

SCENARIO(seam_timeout_of_the_ended) {
  std::unique_ptr<Timeout> left;
  spawn([&] { left = std::make_unique<Timeout>(20ms); }).join();
  spawn([] {
    with_timeout(500ms, [] {
      sleep_for(100ms);
      print("slept");
    });
  }).join();
  print(left->pending());
}

SCENARIO(seam_foreign_timeout_passes) {
  AsyncResult<int> result;
  const auto fiber = spawn([] {
    const Timeout limit(20ms);
    sleep_for(1s);
  });
  fiber.link(
      [&](const AnyFiber& dead) { result.set_exception(dead.exception()); });
  fiber.join();
  try {
    with_timeout(1s, [&] { result.get(); });
    print("swallowed");
  } catch (const TimeoutExpired&) {
    print("passed on", true);
  }
}

SCENARIO(seam_killall_of_the_dead) {
  const auto work = [] { return 7; };
  const std::vector<Fiber<int>> fibers{spawn(work), spawn(work)};
  const std::vector<AnyFiber> all(fibers.begin(), fibers.end());
  join_all(all);
  kill_all(all, fiber_exit(), KillMode::kLater);
  yield();
  kill_all(all);
  print("[" + std::to_string(fibers[0].get()) + ", " +
        std::to_string(fibers[1].get()) + "]");
  kill_all({});
  print("done");
}

SCENARIO(seam_pool_start_of_a_member) {
  Pool pool(3);
  const auto fiber = make_fiber([] { sleep_for(10ms); });
  pool.start(fiber);
  print(pool.size(), pool.free_count());
  pool.add(fiber);
  print(pool.size(), pool.free_count());
  pool.join();
  print(pool.size(), pool.free_count());
}

SCENARIO(seam_group_kill_by_a_member) {
  struct Ends {
    ~Ends() { print(name, "ends"); }
    const char* name;
  };
  Group group;
  group.spawn([] {
    const Ends ends{"sleeper"};
    sleep_for(1s);
  });
  yield();
  const auto last = group.spawn([&] {
    const Ends ends{"killer"};
    group.kill();
    print("never printed");
  });
  last.join();
  sleep_for(10ms);
  print(group.size());
}

SCENARIO(seam_start_twice) {
  const auto fiber = make_fiber([] { print("runs"); });
  fiber.start();
  fiber.start();
  fiber.join();
  fiber.start();
  yield();
  print(fiber.ready());
}

SCENARIO(seam_join_in_a_spawn_tree) {
  AnyFiber child;
  const auto parent = spawn([&] {
    child = spawn([] {
      sleep_for(20ms);
      print("child");
    });
    child.join();
    print("never printed");
  });
  sleep_for(10ms);
  parent.kill();
  print(child.ready());
  child.join();
}

SCENARIO(seam_timeout_in_cleanup) {
  const auto fiber = spawn([] {
    try {
      sleep_for(1s);
    } catch (const FiberExit&) {
      with_timeout(20ms, [] {
        sleep_for(1s);
        print("never printed");
      });
      print("cleanup ends");
      throw;
    }
  });
  sleep_for(10ms);
  fiber.kill();
  print(fiber.ready());
}

SCENARIO(seam_wait_in_a_link) {
  Semaphore permits(0);
  const auto work = [&](const char* name) {
    const SemaphoreGuard permit(permits);
    print(name);
  };
  const auto first = spawn(work, "first");
  const auto second = spawn(work, "second");
  yield();
  permits.release();
  first.kill(fiber_exit(), KillMode::kLater);
  join_all({first, second}, {.limit = 100ms});
  print(second.ready(), permits.permits());
}

SCENARIO(seam_iwait_by_two) {
  const auto sleeper = spawn([] { sleep_for(50ms); });
  Iwait waits({sleeper});
  const auto take = [&] { (void)waits.next(); };
  const auto first = spawn(take);
  const auto second = spawn(take);
  sleep_for(10ms);
  print(first.ready(), second.ready());
  print(second.successful());
  kill_all({first, second});
}

SCENARIO(seam_limit_without_end) {
  constexpr std::chrono::hours kLong(1000 * 365 * 24);
  Event event;
  spawn_later(10ms, [&] { event.set(); });
  print(event.wait(kLong));
  Queue<int> queue;
  spawn_later(10ms, [&] { queue.put(3); });
  print(queue.get(kLong));
  {
    const Timeout limit(kLong);
    sleep_for(10ms);
  }
  const auto fiber = spawn([] { sleep_for(10ms); });
  (void)fiber.join(kLong);
  print(fiber.ready());
}

SCENARIO(seam_null_exception) {
  Semaphore permits(0);
  const auto fiber = spawn([&] { permits.acquire(); });
  yield();
  try {
    fiber.kill(nullptr);
  } catch (const std::invalid_argument&) {
    print("refused");
  }
  print(fiber.ready());
  permits.release();
  fiber.join();
  print(permits.permits());
}

SCENARIO(seam_select_negative) {
  for (int number : {-1, -7}) {
    try {
      select({number}, {}, 10ms);
      print("nothing");
    } catch (const std::system_error&) {
      print("refused");
    }
  }
}

}  // namespace gfetch::differential
