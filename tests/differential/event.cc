// Scenarios of events and async results.
#include "gfetch/fiber/event.h"

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/timeout.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {

SCENARIO(event_wakes_in_order) {
  Event event;
  const auto waiter = [&](const char* name) {
    print(name, "waits");
    print(name, event.wait());
  };
  std::vector<AnyFiber> fibers{spawn([&] {
    print("A: hey");
    sleep_for(20ms);
    print("A: done");
    event.set();
    print("A: set");
  })};
  for (const char* name : {"b", "c", "d", "e"}) {
    fibers.push_back(spawn(waiter, name));
  }
  join_all(fibers);
  print(event.wait(), event.is_set());
}

SCENARIO(event_set_and_clear) {
  Event event;
  const auto waiter = [&](const char* name) { print(name, event.wait()); };
  const std::vector<AnyFiber> early{spawn(waiter, "a"), spawn(waiter, "b")};
  yield();
  event.set();
  event.clear();
  const auto late = spawn(waiter, "late");
  join_all(early);
  print(late.ready(), event.is_set());
  event.set();
  late.join();
}

SCENARIO(event_wait_while_it_notifies) {
  Event event;
  const auto first = [&] {
    event.wait();
    print("first");
    event.wait();
    print("first again");
  };
  const auto other = [&](const char* name) {
    event.wait();
    print(name);
  };
  const std::vector<AnyFiber> fibers{spawn(first), spawn(other, "second"),
                                     spawn(other, "third")};
  yield();
  event.set();
  join_all(fibers);
}

SCENARIO(event_cleared_by_a_waiter) {
  Event event;
  const auto waiter = [&](const char* name) {
    event.wait();
    print(name, event.is_set());
    event.clear();
  };
  const std::vector<AnyFiber> fibers{spawn(waiter, "a"), spawn(waiter, "b"),
                                     spawn(waiter, "c")};
  yield();
  event.set();
  join_all(fibers);
}

SCENARIO(event_waiter_killed) {
  Event event;
  const auto waiter = [&](const char* name) {
    try {
      event.wait();
      print(name, "woken");
    } catch (const FiberExit&) {
      print(name, "killed");
      throw;
    }
  };
  const auto a = spawn(waiter, "a");
  const auto b = spawn(waiter, "b");
  const auto c = spawn(waiter, "c");
  yield();
  b.kill(KillMode::kLater);
  event.set();
  join_all({a, b, c});

  event.clear();
  const auto d = spawn(waiter, "d");
  const auto e = spawn(waiter, "e");
  yield();
  event.set();
  d.kill(KillMode::kLater);
  join_all({d, e});
}

SCENARIO(event_timeouts) {
  Event event;
  const auto waiter = [&](const char* name, TimeLimit limit) {
    print(name, event.wait(limit));
  };
  const std::vector<AnyFiber> fibers{spawn(waiter, "short", 20ms),
                                     spawn(waiter, "long", 1s),
                                     spawn(waiter, "for ever", std::nullopt)};
  sleep_for(60ms);
  event.set();
  join_all(fibers);
  print(event.wait(0s));
  event.clear();
  print(event.wait(0s));
  spawn([&] { event.set(); });
  print(event.wait(0s));
}

SCENARIO(event_ping_pong) {
  Event ping;
  Event pong;
  const auto player = [](const char* name, Event& mine, Event& yours) {
    for (int i = 0; i < 3; ++i) {
      mine.wait();
      mine.clear();
      print(name, i);
      yours.set();
    }
  };
  const std::vector<AnyFiber> fibers{
      spawn([&] { player("ping", ping, pong); }),
      spawn([&] { player("pong", pong, ping); })};
  ping.set();
  join_all(fibers);
}

SCENARIO(result_set_twice) {
  AsyncResult<int> result;
  const auto waiter = [&](const char* name) { print(name, result.get()); };
  const std::vector<AnyFiber> fibers{spawn(waiter, "a"), spawn(waiter, "b")};
  yield();
  result.set(1);
  result.set(2);
  print("set");
  join_all(fibers);
  result.set(3);
  print(result.get());
}

SCENARIO(result_value_after_exception) {
  AsyncResult<std::string> result;
  result.set_exception(oops("first"));
  for (int i = 0; i < 2; ++i) {
    try {
      result.get();
    } catch (const Oops& error) {
      print("threw", error.what());
    }
  }
  print(result.successful(), result.exception() != nullptr);
  result.set("value");
  print(result.get());
}

SCENARIO(result_get_gives_up) {
  AsyncResult<int> result;
  try {
    result.get(20ms);
  } catch (const TimeoutExpired&) {
    print("gave up", result.ready());
  }
  spawn_later(20ms, [&] { result.set_exception(oops("late")); });
  result.wait();
  print("waited", result.ready(), result.successful());
  print(what(result.exception()));
}

SCENARIO(result_chain) {
  AsyncResult<int> a;
  AsyncResult<int> b;
  AsyncResult<int> c;
  const auto adder = [](const char* name, AsyncResult<int>& source,
                        AsyncResult<int>* target) {
    const int value = source.get() + 1;
    print(name, value);
    if (target != nullptr) target->set(value);
  };
  const std::vector<AnyFiber> fibers{spawn([&] { adder("last", c, nullptr); }),
                                     spawn([&] { adder("b", b, &c); }),
                                     spawn([&] { adder("a", a, &b); })};
  yield();
  a.set(0);
  join_all(fibers);
}

}  // namespace gfetch::differential
