// Scenarios of Timeouts, their owners and their order. Some scripts block the
// whole loop until two deadlines have passed. Here both are due together
// without that, because the virtual clock does not advance while a fiber runs.
#include "gfetch/fiber/timeout.h"

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {

SCENARIO(timeout_nested) {
  Timeout outer(60ms);
  Timeout inner(20ms);
  for (const char* which : {"first", "second"}) {
    try {
      sleep_for(1s);
    } catch (const TimeoutExpired& expired) {
      print(which, inner.owns(expired) ? "inner" : "outer");
    }
  }
  print(inner.pending(), outer.pending());
}

SCENARIO(timeout_outer_is_earlier) {
  {
    Timeout outer(20ms);
    try {
      Timeout inner(60ms);
      try {
        sleep_for(1s);
      } catch (const TimeoutExpired& expired) {
        print("inner sees", inner.owns(expired) ? "inner" : "outer");
        throw;
      }
    } catch (const TimeoutExpired& expired) {
      print("outer sees", outer.owns(expired));
    }
  }
  sleep_for(80ms);
  print("no more");
}

SCENARIO(timeout_equal_deadlines) {
  Timeout outer(20ms);
  Timeout inner(20ms);
  for (int i = 0; i < 2; ++i) {
    try {
      sleep_for(1s);
    } catch (const TimeoutExpired& expired) {
      print(inner.owns(expired) ? "inner" : "outer");
    }
  }
}

SCENARIO(timeout_silent) {
  with_timeout(20ms, [] {
    sleep_for(1s);
    print("never printed");
  });
  print("silent");
  Timeout outer(20ms);
  try {
    with_timeout(60ms, [] {
      sleep_for(1s);
      print("never printed");
    });
    print("nor this");
  } catch (const TimeoutExpired& expired) {
    print("outer", outer.owns(expired));
  }
}

SCENARIO(timeout_zero) {
  spawn([] { print("ready"); });
  try {
    const Timeout timeout(0s);
    print("in the scope");
    sleep_for(1s);
    print("never printed");
  } catch (const TimeoutExpired&) {
    print("expired");
  }
}

SCENARIO(timeout_negative) {
  try {
    const Timeout timeout(-1s);
    print("in the scope");
    sleep_for(1s);
    print("never printed");
  } catch (const TimeoutExpired&) {
    print("expired");
  }
  {
    const Timeout timeout(-1s);
    print("it does not block");
  }
  print("end");
}

SCENARIO(timeout_none) {
  {
    const Timeout never(std::nullopt);
    print(never.pending());
    sleep_for(20ms);
  }
  print("end");
}

SCENARIO(timeout_custom_exception) {
  const auto mine = oops("too long");
  try {
    const Timeout timeout(20ms, mine);
    sleep_for(1s);
  } catch (const Oops& error) {
    print(error.what(), std::current_exception() == mine);
  }
}

SCENARIO(timeout_sleep_wins) {
  const auto fiber = spawn([] {
    const Timeout timeout(20ms);
    sleep_for(20ms);
    print("slept");
  });
  fiber.join();
  print("no timeout");
}

SCENARIO(timeout_beats_event) {
  Event event;
  spawn_later(20ms, [&] { event.set(); });
  const auto fiber = spawn([&] {
    try {
      const Timeout timeout(20ms);
      event.wait();
      print("never printed");
    } catch (const TimeoutExpired&) {
      print("expired", event.is_set());
    }
  });
  fiber.join();
}

SCENARIO(timeout_restart) {
  Timeout timeout(40ms);
  for (int n = 0; n < 3; ++n) {
    try {
      sleep_for(1s);
    } catch (const TimeoutExpired& expired) {
      print(n, timeout.owns(expired), timeout.pending());
    }
    timeout.restart(40ms);
  }
  timeout.cancel();
  print(timeout.pending());
  sleep_for(80ms);
  print("cancelled");
}

SCENARIO(timeout_of_the_starter) {
  Fiber<void> fiber;
  try {
    const Timeout timeout(20ms);
    fiber = spawn([] {
      sleep_for(60ms);
      print("worker ends undisturbed");
    });
    fiber.join();
  } catch (const TimeoutExpired&) {
    print("starter interrupted", fiber.ready());
  }
  fiber.join();
}

SCENARIO(timeout_of_the_dead) {
  std::optional<Timeout> kept;
  spawn([&] {
    kept.emplace(20ms);
    print("starter ends");
  }).join();
  sleep_for(40ms);
  print("nothing happened", kept->pending());
}

SCENARIO(timeout_through_waits_with_limits) {
  Event event;
  Semaphore semaphore(0);
  Queue<std::string> queue;
  const auto fiber = spawn([] { sleep_for(10s); });
  const auto story = [](const char* name, const std::function<void()>& wait) {
    Timeout mine(20ms);
    try {
      wait();
      print("never printed");
    } catch (const TimeoutExpired& expired) {
      print(name, mine.owns(expired));
    }
  };
  story("event", [&] { (void)event.wait(1s); });
  story("semaphore", [&] { (void)semaphore.acquire(1s); });
  story("queue", [&] { (void)queue.get(1s); });
  story("join", [&] { fiber.join(1s); });
  story("joinall", [&] { join_all({fiber}, {.limit = 1s}); });
  // The awaited object no longer has a link to this fiber:
  queue.put("item");
  semaphore.release();
  yield();
  print(queue.size(), semaphore.permits());
}

SCENARIO(timeout_own_limits) {
  Event event;
  AsyncResult<int> result;
  Semaphore semaphore(0);
  Queue<std::string> queue(1);
  print("event", event.wait(10ms));
  (void)result.wait(10ms);
  print("result", result.ready());
  print("semaphore", semaphore.acquire(10ms));
  if (!queue.get(10ms)) print("queue empty");
  queue.put("item");
  if (!queue.put("another", 10ms)) print("queue full", queue.size());
  const auto fiber = spawn([] { sleep_for(10s); });
  fiber.join(10ms);
  print("join", fiber.ready());
}

SCENARIO(timeout_with_timeout) {
  const auto slow = [](Duration nap) {
    return [nap] {
      sleep_for(nap);
      return std::string("in time");
    };
  };
  print(with_timeout(60ms, slow(20ms)).value_or("late"));
  print(with_timeout(20ms, slow(60ms)).value_or("late"));
  Timeout outer(20ms);
  try {
    print(with_timeout(60ms, slow(1s)).value_or("late"));
  } catch (const TimeoutExpired& expired) {
    print("outer", outer.owns(expired));
  }
}

SCENARIO(timeout_caught_by_the_work) {
  {
    const Timeout timeout(20ms);
    try {
      sleep_for(1s);
    } catch (const TimeoutExpired&) {
      print("swallowed");
    }
    sleep_for(40ms);
    print("goes on");
  }
  print("end");
}

SCENARIO(timeout_while_killed) {
  const auto fiber = spawn([] {
    try {
      const Timeout timeout(60ms);
      sleep_for(1s);
    } catch (const FiberExit&) {
      print("killed");
      sleep_for(80ms);
      print("the timeout is gone");
      throw;
    } catch (const TimeoutExpired&) {
      print("never printed");
    }
  });
  sleep_for(20ms);
  fiber.kill();
  print("end", fiber.ready());
}

SCENARIO(timeout_as_argument) {
  {
    Timeout timer(10ms);
    print("event", Event().wait(timer));
  }
  {
    Timeout timer(10ms);
    if (!Queue<int>().get(timer)) print("queue gave up");
  }
  {
    Timeout timer(10ms);
    try {
      AsyncResult<int>().get(timer);
    } catch (const TimeoutExpired& expired) {
      print("result threw", timer.owns(expired));
    }
  }
  const auto sleeper = spawn([] { sleep_for(1s); });
  {
    Timeout timer(10ms);
    try {
      sleeper.get(timer);
    } catch (const TimeoutExpired& expired) {
      print("fiber threw", timer.owns(expired));
    }
  }
  {
    Timeout timer(10ms);
    sleeper.join(timer);
    print("joined", sleeper.ready());
  }
  Timeout outer(10ms);
  try {
    Timeout timer(50ms);
    (void)Event().wait(timer);
  } catch (const TimeoutExpired& expired) {
    print("outer", outer.owns(expired));
  }
}

}  // namespace gfetch::differential
