// Scenarios of spawning, yielding, sleeping, and the result of a fiber.
#include "gfetch/fiber/runnable.h"
#include "gfetch/fiber/spawn_watch.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {

SCENARIO(spawn_order) {
  const auto child = [] { print("child"); };
  const auto parent = [&] {
    print("parent");
    spawn(child);
    yield();
    print("parent again");
  };
  const auto sibling = [] { print("sibling"); };

  spawn(parent);
  spawn(sibling);
  print("main");
  yield();
  print("main again");
  yield();
  print("main at last");
}

SCENARIO(spawn_yield_in_turns) {
  const auto task = [](const char* name, int rounds) {
    for (int i = 0; i < rounds; ++i) {
      print(name, i);
      yield();
    }
    spawn([name] { print(name, "epilogue"); });
  };
  join_all({spawn(task, "A", 3), spawn(task, "B", 2)});
  print("joined");
  yield();
  print("end");
}

SCENARIO(spawn_later_zero) {
  spawn_later(0s, [] { print("later 0"); });
  spawn([] { print("spawned"); });
  print("main");
  for (int i = 0; i < 3; ++i) {
    yield();
    print("main", i);
  }
  sleep_for(20ms);
}

SCENARIO(spawn_later_order) {
  const auto say = [](const char* text) { print(text); };

  spawn_later(60ms, say, "60");
  spawn_later(20ms, say, "20");
  spawn_later(40ms, say, "40 first");
  spawn_later(40ms, say, "40 second");
  spawn(say, "at once");
  sleep_for(100ms);
  print("end");
}

SCENARIO(spawn_sleepers_of_equal_length) {
  const auto nap = [](int n) {
    sleep_for(20ms);
    print(n);
  };
  for (int round = 0; round < 2; ++round) {
    std::vector<AnyFiber> sleeping;
    for (int n = 0; n < 6; ++n) sleeping.push_back(spawn(nap, n));
    join_all(sleeping);
  }
}

SCENARIO(spawn_states) {
  const auto win = [] {
    yield();
    return std::string("You win!");
  };
  const auto fail = []() -> std::string { throw Oops("You fail at failing."); };
  const auto show = [](const char* when, const Fiber<std::string>& fiber) {
    print(when, fiber.started(), fiber.ready(), succeeded(fiber), fiber.value(),
          fiber.exception() != nullptr);
  };

  const auto winner = make_fiber(win);
  show("new", winner);
  winner.start();
  show("started", winner);
  const auto loser = spawn(fail);
  join_all({winner, loser});
  show("winner", winner);
  show("loser", loser);
  print(what(loser.exception()));
}

SCENARIO(spawn_get_throws_each_time) {
  const auto fail = [] {
    sleep_for(10ms);
    throw Oops("again");
  };
  const auto fiber = spawn(fail);
  for (int i = 0; i < 3; ++i) {
    try {
      fiber.get();
    } catch (const Oops& error) {
      print("get threw", error.what());
    }
  }
  fiber.join();
  print("join did not", succeeded(fiber));
}

SCENARIO(spawn_get_gives_up) {
  const auto slow = [] {
    sleep_for(60ms);
    print("slow ends");
    return std::string("value");
  };
  const auto fiber = spawn(slow);
  try {
    fiber.get(20ms);
  } catch (const TimeoutExpired&) {
    print("gave up", fiber.ready());
  }
  if (!fiber.ready()) print("not now");
  print(fiber.get());
}

SCENARIO(spawn_a_dying_fiber_spawns) {
  const auto last_breath = [] {
    print("dying");
    spawn([] { print("born"); });
  };
  const auto fiber = spawn(last_breath);
  const auto other = spawn([fiber] {
    fiber.join();
    print("other joined");
  });
  fiber.join();
  print("main joined");
  other.join();
}

SCENARIO(spawn_deep) {
  struct Generation {
    int n;
    void operator()() const {
      print("begin", n);
      if (n < 4) {
        const auto child = spawn(Generation{n + 1});
        yield();
        print("yielded", n);
        child.join();
      }
      print("end", n);
    }
  };
  spawn(Generation{0}).join();
}

SCENARIO(spawn_scope_form) {
  const auto worker = [](const char* name) {
    try {
      sleep_for(20ms);
      print(name, "ends");
    } catch (const Oops& error) {
      print(name, "killed by", error.what());
      throw;
    }
  };
  auto fiber = spawn(worker, "first");
  with_fiber(fiber, [&] { print("body", fiber.ready()); });
  print("joined", fiber.ready());
  fiber = spawn(worker, "second");
  try {
    with_fiber(fiber, [] {
      yield();
      throw Oops("the body");
    });
  } catch (const Oops& error) {
    print("left", error.what(), fiber.ready());
  }
}

SCENARIO(spawn_callbacks) {
  {
    const SpawnWatch watch([](const AnyFiber&) { print("heard"); });
    const auto fiber = make_fiber([] { print("runs"); });
    print("made");
    fiber.start();
    print("started");
    const auto later = spawn_later(10ms, [] { print("runs later"); });
    print("started later");
    join_all({fiber, later});
  }
  spawn([] { print("unheard"); }).join();
}

SCENARIO(spawn_class_form) {
  class Greeter {
   public:
    Greeter(std::string name, Duration nap)
        : name_(std::move(name)), nap_(nap) {}
    std::size_t run() const {
      sleep_for(nap_);
      print("hi there", name_);
      return name_.size();
    }

   private:
    std::string name_;
    Duration nap_;
  };
  const auto slow = make_fiber<Greeter>("slow", 40ms);
  const auto quick = make_fiber<Greeter>("quick", 10ms);
  slow.start();
  quick.start();
  print("main");
  const auto length = slow.get();
  print(length, quick.get());
}

}  // namespace gfetch::differential
