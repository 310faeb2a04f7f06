// Scenarios of groups and pools with their map functions.
#include "gfetch/fiber/pool.h"

#include <array>
#include <functional>
#include <numeric>

#include "gfetch/fiber/group.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {
namespace {

/// Returns the numbers of Python's range().
std::vector<int> range(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

}  // namespace

SCENARIO(pool_starts_when_one_ends) {
  Pool pool(2);
  const auto task = [](int n, Duration nap) {
    print("begin", n);
    sleep_for(nap);
    print("end", n);
  };
  const std::array<Duration, 4> naps{120ms, 80ms, 60ms, 10ms};
  for (int n = 0; n < 4; ++n) {
    pool.spawn(task, n, naps.at(static_cast<std::size_t>(n)));
    print("spawned", n, pool.free_count());
  }
  pool.join();
  print("joined", pool.free_count());
}

SCENARIO(pool_sizes) {
  Group group;
  Pool pool(2);
  group.map([&](int n) { print(n, "of", group.size()); }, range(3));
  pool.map([&](int n) { print(n, "of", pool.size()); }, range(3));
}

SCENARIO(pool_imap_orders) {
  const auto task = [](int n) {
    sleep_for(20ms * (4 - n));
    print("end", n);
    return n;
  };
  Group group;
  auto ordered = group.imap(task, range(4));
  while (const auto n = ordered.next()) print("ordered", n);
  auto unordered = group.imap_unordered(task, range(4));
  while (const auto n = unordered.next()) print("unordered", n);
}

SCENARIO(pool_imap_maxsize) {
  Pool pool(10);
  const auto task = [](int n) {
    print("start", n);
    return n;
  };
  auto results = pool.imap(task, range(6), 2);
  sleep_for(10ms);
  for (int i = 0; i < 6; ++i) {
    print("next", results.next());
    sleep_for(10ms);
  }
}

SCENARIO(pool_imap_errors) {
  const auto task = [](int n) {
    if (n == 1) throw Oops("one");
    return n;
  };
  Pool pool(2);
  auto results = pool.imap(task, range(4));
  for (int i = 0; i < 4; ++i) {
    try {
      print(results.next());
    } catch (const Oops& error) {
      print("threw", error.what());
    }
  }
  if (!results.next()) print("the end");
}

SCENARIO(pool_map_error) {
  const auto task = [](int n) {
    sleep_for(20ms * n);
    if (n == 1) throw Oops("one");
    print("end", n);
  };
  Pool pool(4);
  try {
    pool.map(task, range(4));
  } catch (const Oops& error) {
    print("threw", error.what());
  }
  pool.join();
  print("joined");
}

SCENARIO(pool_deadlock) {
  Pool pool(2);
  std::function<void(int)> worker;
  worker = [&](int n) {
    print("worker", n);
    yield();
    pool.spawn([&worker, n] { worker(n + 2); });
    print("never printed");
  };
  pool.spawn([&] { worker(0); });
  pool.spawn([&] { worker(1); });
  try {
    pool.join();
  } catch (const LoopExit&) {
    print("LoopExit", pool.free_count(), pool.size());
  }
}

SCENARIO(pool_apply_from_a_worker) {
  Pool pool(1);
  const auto inner = [] {
    print("inner");
    return std::string("value");
  };
  const auto outer = [&] {
    print("outer");
    return pool.apply(inner);
  };
  print(pool.apply(outer));
}

SCENARIO(pool_killed_spawner) {
  Pool pool(1);
  pool.spawn([] { sleep_for(40ms); });
  const auto a = spawn([&] { pool.spawn([] { print("from a"); }); });
  const auto b = spawn([&] { pool.spawn([] { print("from b"); }); });
  yield();
  a.kill();
  print(a.ready(), b.ready(), pool.free_count());
  b.join();
  pool.join();
  print(pool.free_count());
  print(pool.wait_available(10ms));
}

SCENARIO(pool_kill_reaches_the_new) {
  Group group;
  const auto heir = [] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      print("heir ends");
      throw;
    }
  };
  group.spawn([&] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      print("member dies");
      group.spawn(heir);
      sleep_for(20ms);
      throw;
    }
  });
  yield();
  group.kill();
  print("empty", group.size());
}

SCENARIO(pool_slot_after_get) {
  Pool pool(1);
  pool.spawn([] { sleep_for(10ms); }).get();
  print(pool.free_count());
  const auto fiber = pool.spawn([] { sleep_for(10s); });
  yield();
  fiber.kill();
  print(pool.free_count());
  yield();
  print(pool.free_count());
}

SCENARIO(pool_apply_async) {
  Pool pool(1);
  const auto task = [](int n) {
    print("begin", n);
    sleep_for(10ms);
    if (n == 2) throw Oops("two");
    return n * 10;
  };
  std::vector<Fiber<int>> results;
  for (int n = 0; n < 3; ++n) results.push_back(pool.apply_async(task, n));
  print("asked");
  for (const auto& result : results) {
    try {
      print("got", result.get());
    } catch (const Oops& error) {
      print("threw", error.what());
    }
  }
  pool.join();
  print("joined", pool.free_count());
}

namespace {

/// Yields 0 and 1, then fails.
class FailingItems {
 public:
  class Iterator {
   public:
    int operator*() const { return n_; }
    Iterator& operator++() {
      if (++n_ == 2) throw Oops("no third");
      return *this;
    }
    bool operator!=(const Iterator& /*end*/) const { return true; }

   private:
    int n_ = 0;
  };

  static Iterator begin() { return {}; }
  static Iterator end() { return {}; }
};

}  // namespace

SCENARIO(pool_imap_items_fail) {
  Pool pool(3);
  const auto task = [](int n) {
    sleep_for(10ms);
    print("end", n);
    return n;
  };
  auto results = pool.imap(task, FailingItems());
  for (int i = 0; i < 3; ++i) {
    try {
      print("next", results.next());
    } catch (const Oops& error) {
      print("threw", error.what());
    }
  }
}

SCENARIO(pool_kill_again) {
  Group group;
  group.spawn([] {
    for (int i = 0; i < 3; ++i) {
      try {
        sleep_for(50ms);
        print("slept");
      } catch (const FiberExit&) {
        print("not yet");
      }
    }
  });
  yield();
  group.kill(fiber_exit(), KillMode::kBlock, 10ms);
  print("gave up", group.size());
  group.kill(fiber_exit(), KillMode::kBlock, 10ms);
  print("gave up", group.size());
  group.kill();
  print("killed", group.size());
}

}  // namespace gfetch::differential
