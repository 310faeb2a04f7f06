// Scenarios of killing one fiber and several fibers.
#include <algorithm>
#include <map>

#include "tests/differential/scenario.h"

namespace gfetch::differential {
namespace {

/// Sleeps until it is killed, and prints that.
struct Victim {
  const char* name;

  void operator()() const {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      print(name, "killed");
      throw;
    }
  }
};

std::ptrdiff_t ready_among(const std::vector<AnyFiber>& fibers) {
  return std::count_if(fibers.begin(), fibers.end(),
                       [](const AnyFiber& each) { return each.ready(); });
}

}  // namespace

SCENARIO(kill_never_run) {
  const auto fiber = spawn([] { print("never printed"); });
  fiber.link([](const AnyFiber& ended) { print("link", ended.ready()); });
  spawn([] { print("other"); });
  fiber.kill();
  print("killed", fiber.ready(), succeeded(fiber), fiber.started(),
        fiber.killed());
  yield();
  print("main");
  yield();

  const auto fresh = make_fiber([] { print("nor this"); });
  fresh.kill();
  print("new", fresh.ready(), succeeded(fresh));
  yield();
}

SCENARIO(kill_before_its_delay) {
  const auto fiber = spawn_later(40ms, [] { print("never printed"); });
  sleep_for(10ms);
  fiber.kill();
  print("killed", fiber.ready());
  sleep_for(60ms);
  print("end");
}

SCENARIO(kill_running) {
  const auto fiber = spawn([] {
    try {
      print("begin");
      sleep_for(10s);
    } catch (const FiberExit&) {
      print("caught");
      sleep_for(20ms);
      print("cleaned");
      throw;
    }
  });
  yield();
  fiber.kill();
  print("killed", fiber.ready(), succeeded(fiber),
        fiber.exception() ? "failed" : "None", fiber.killed());
}

SCENARIO(kill_one_more_slice) {
  const auto fiber = spawn([] {
    try {
      for (;;) {
        yield();
        print("one more");
      }
    } catch (const FiberExit&) {
      print("killed");
      throw;
    }
  });
  yield();
  print("kill");
  fiber.kill();
  print("dead", fiber.ready());
}

SCENARIO(kill_too_late) {
  const auto fiber = spawn([] {
    yield();
    print("finishes");
    return std::string("its value");
  });
  yield();
  fiber.kill();
  print(fiber.value(), succeeded(fiber));
}

SCENARIO(kill_twice) {
  const auto fiber = spawn([] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      try {
        print("cleaning");
        sleep_for(10s);
        print("never printed");
      } catch (const FiberExit&) {
        print("interrupted");
        throw;
      }
    }
  });
  yield();
  fiber.kill(KillMode::kLater);
  sleep_for(20ms);
  fiber.kill();
  print("dead", fiber.ready());
  fiber.kill();
  fiber.kill(KillMode::kLater);
  print("still dead", fiber.ready());
}

SCENARIO(kill_itself) {
  const auto fiber = spawn([] {
    try {
      print("before");
      current_fiber().kill();
      print("never printed");
    } catch (const FiberExit&) {
      print("caught");
      throw;
    }
  });
  fiber.join();
  print(succeeded(fiber), fiber.killed());
}

SCENARIO(kill_itself_later) {
  const auto suicidal = spawn([] {
    current_fiber().kill(KillMode::kLater);
    print("still here");
    try {
      sleep_for(1s);
      print("never printed");
    } catch (const FiberExit&) {
      print("caught");
      throw;
    }
  });
  suicidal.join();
  print(suicidal.killed());
  const auto quick = spawn([] {
    current_fiber().kill(KillMode::kLater);
    return std::string("ended before it blocked");
  });
  quick.join();
  print(quick.value());
}

SCENARIO(kill_itself_later_yields) {
  const auto suicidal = [] {
    current_fiber().kill(KillMode::kLater);
    try {
      for (int i = 0; i < 3; ++i) {
        print("turn", i);
        yield();
      }
    } catch (const FiberExit&) {
      print("caught");
      throw;
    }
  };
  join_all({spawn(suicidal), spawn([] { print("other"); })});
}

SCENARIO(kill_survivor) {
  const auto fiber = spawn([] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      print("no thanks");
    }
    sleep_for(20ms);
    return std::string("survived");
  });
  yield();
  fiber.kill();
  print(fiber.value(), succeeded(fiber));
}

SCENARIO(kill_gives_up) {
  const auto fiber = spawn([] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      print("not yet");
    }
    sleep_for(60ms);
    print("now");
  });
  yield();
  fiber.kill(KillMode::kBlock, 20ms);
  print("gave up", fiber.ready());
  fiber.join();
  print("joined", fiber.ready());
}

SCENARIO(kill_with_exception) {
  const auto victim = [] { sleep_for(10s); };
  const auto mine = oops("mine");
  const auto fiber = spawn(victim);
  yield();
  fiber.kill(mine);
  print(succeeded(fiber), fiber.exception() == mine);
  try {
    fiber.get();
  } catch (const Oops& error) {
    print("get threw", error.what());
  }

  const auto unrun = spawn(victim);
  unrun.kill(mine);
  print("never ran", succeeded(unrun), unrun.exception() == mine);
}

SCENARIO(kill_with_exception_caught) {
  const auto fiber = spawn([] {
    std::vector<std::string> heard;
    while (heard.size() < 3) {
      try {
        sleep_for(10s);
      } catch (const Oops& news) {
        heard.emplace_back(news.what());
        print("heard", news.what());
      }
    }
    return heard[0] + ' ' + heard[1] + ' ' + heard[2];
  });
  yield();
  for (const char* word : {"one", "two", "three"}) {
    fiber.kill(oops(word), KillMode::kLater);
    print("sent", word);
  }
  fiber.join();
  print(fiber.value());
}

SCENARIO(kill_order_of_two) {
  const auto a = spawn(Victim{"a"});
  const auto b = spawn(Victim{"b"});
  yield();
  spawn([] { print("ready before"); });
  b.kill(KillMode::kLater);
  a.kill(KillMode::kLater);
  spawn([] { print("ready after"); });
  print("main");
  join_all({a, b});
  print("joined");
}

SCENARIO(kill_a_joiner) {
  const auto target = spawn([] {
    sleep_for(40ms);
    print("worker ends");
  });
  const auto joiner = [target](const char* name) {
    try {
      target.join();
      print(name, "joined");
    } catch (const FiberExit&) {
      print(name, "killed");
      throw;
    }
  };
  const auto first = spawn(joiner, "first");
  const auto second = spawn(joiner, "second");
  sleep_for(20ms);
  first.kill();
  print("main", target.ready());
  join_all({target, second});
}

SCENARIO(kill_each_other) {
  std::map<std::string, AnyFiber> fibers;
  const auto duelist = [&](const char* name, const char* rival) {
    try {
      sleep_for(20ms);
      print(name, "draws");
      fibers[rival].kill();
      print(name, "wins");
    } catch (const FiberExit&) {
      print(name, "falls");
      throw;
    }
  };
  fibers["a"] = spawn(duelist, "a", "b");
  fibers["b"] = spawn(duelist, "b", "a");
  join_all({fibers["a"], fibers["b"]});
}

SCENARIO(kill_main_waits) {
  const auto main = current_fiber();
  spawn([&] { main.kill(oops("from a child"), KillMode::kLater); });
  try {
    sleep_for(10s);
  } catch (const Oops& error) {
    print("main caught", error.what());
  }
  yield();
  print("and goes on");
}

SCENARIO(killall_mixed) {
  const auto victim = [](const char* name) {
    print(name, "runs");
    Victim{name}();
  };
  const auto a = spawn(victim, "a");
  const auto b = spawn(victim, "b");
  yield();
  const auto c = spawn(victim, "c");
  const auto d = spawn_later(20ms, victim, "d");
  a.link([](const AnyFiber&) { print("link a"); });
  b.link([](const AnyFiber&) { print("link b"); });
  c.link([](const AnyFiber&) { print("link c"); });
  d.link([](const AnyFiber&) { print("link d"); });
  kill_all({d, b, c, a});
  print("all dead", ready_among({a, b, c, d}) == 4);
  sleep_for(40ms);
}

SCENARIO(killall_duplicates) {
  const auto fiber = spawn([] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      print("killed");
      throw;
    }
  });
  yield();
  kill_all({fiber, fiber});
  print("dead", fiber.ready());
  kill_all({fiber});
  kill_all(std::vector<AnyFiber>());
  print("nothing left to do");
}

SCENARIO(killall_not_blocking) {
  const std::vector<AnyFiber> fibers{spawn(Victim{"a"}), spawn(Victim{"b"}),
                                     spawn(Victim{"c"})};
  yield();
  kill_all(fibers, std::make_exception_ptr(FiberExit{}), KillMode::kLater);
  print("main", ready_among(fibers));
  spawn([] { print("spawned after"); });
  join_all(fibers);
  print("joined");
}

SCENARIO(killall_diehard) {
  const auto victim = [](const char* name, Duration last_words) {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      sleep_for(last_words);
      print(name, "ends");
      throw;
    }
  };
  const auto quick = spawn(victim, "quick", 0ms);
  const auto slow = spawn(victim, "slow", 60ms);
  yield();
  const bool in_time =
      kill_all({slow, quick}, std::make_exception_ptr(FiberExit{}),
               KillMode::kBlock, 20ms);
  print(in_time ? "in time" : "gave up");
  print(quick.ready(), slow.ready());
  slow.join();
  print("end");
}

SCENARIO(killall_with_exception) {
  const auto victim = [](const char* name) {
    try {
      sleep_for(10s);
    } catch (const Oops& error) {
      print(name, error.what());
      throw;
    }
  };
  const auto a = spawn(victim, "a");
  const auto b = spawn(victim, "b");
  yield();
  const auto c = spawn(victim, "c");
  kill_all({a, b, c}, oops("enough"));
  print(succeeded(a), succeeded(b), succeeded(c));
  print(what(a.exception()), what(b.exception()), what(c.exception()));
}

SCENARIO(killall_includes_caller) {
  std::vector<AnyFiber> fibers;
  const auto killer = [&] {
    try {
      sleep_for(20ms);
      kill_all(fibers);
      print("never printed");
    } catch (const FiberExit&) {
      print("killer killed");
      throw;
    }
  };
  fibers.push_back(spawn(Victim{"victim"}));
  fibers.push_back(spawn(killer));
  join_all(fibers);
  print("end");
}

}  // namespace gfetch::differential
