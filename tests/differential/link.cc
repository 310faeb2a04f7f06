// Scenarios of links, which are called at the end of a fiber.
#include <functional>

#include "gfetch/fiber/async_result.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {
namespace {

/// A link that prints `text`.
LinkFunction says(const char* text) {
  return [text](const AnyFiber&) { print(text); };
}

}  // namespace

SCENARIO(link_order_with_joiners) {
  const auto target = spawn([] {
    sleep_for(20ms);
    print("worker ends");
  });
  const auto joiner = [target](const char* name) {
    target.join();
    print(name, "joined");
  };
  target.link(says("link 1"));
  const auto first = spawn(joiner, "first");
  yield();
  target.raw_link(says("raw"));
  const auto second = spawn(joiner, "second");
  yield();
  target.link(says("link 2"));
  target.join();
  print("main joined");
  join_all({first, second});
}

SCENARIO(link_after_death) {
  const auto fiber = spawn([] { print("runs"); });
  fiber.join();
  fiber.link(says("link"));
  fiber.raw_link(says("raw"));
  spawn([] { print("spawned"); });
  print("main");
  yield();
  print("end");
}

SCENARIO(link_unlinks_another) {
  const auto fiber = spawn([] { sleep_for(20ms); });
  LinkId third = 0;
  fiber.raw_link([&](const AnyFiber&) {
    print("first");
    fiber.unlink(third);
  });
  fiber.raw_link(says("second"));
  third = fiber.raw_link(says("third"));
  sleep_for(40ms);
  print("end");
}

SCENARIO(link_value_and_exception) {
  const auto story = [](const std::string& name, void (*task)()) {
    const auto fiber = spawn(task);
    fiber.link_exception([=](const AnyFiber&) { print(name, "exception"); });
    fiber.link_value([=](const AnyFiber&) { print(name, "value"); });
    fiber.link([=](const AnyFiber&) { print(name, "link"); });
    yield();
    fiber.kill();
    yield();
  };
  story("win", [] {});
  story("fail", [] { throw Oops("failed"); });
  story("killed", [] { sleep_for(10s); });
}

SCENARIO(link_fails) {
  Hub::current().on_error(
      [](const std::string&, std::exception_ptr) { print("reported"); });
  const auto fiber = spawn([] { yield(); });
  fiber.raw_link([](const AnyFiber&) {
    print("fails");
    throw Oops("in a link");
  });
  fiber.raw_link(says("the next one"));
  fiber.join();
  print("joined");
  yield();
}

SCENARIO(link_may_block) {
  const auto fiber = spawn([] { print("worker"); });
  fiber.link([](const AnyFiber&) {
    print("link begins");
    sleep_for(20ms);
    print("link ends");
  });
  fiber.link(says("second link"));
  fiber.join();
  print("joined");
  sleep_for(40ms);
}

SCENARIO(link_of_the_unrun) {
  const auto fiber = make_fiber([] { print("never printed"); });
  fiber.link([](const AnyFiber& ended) { print("link", succeeded(ended)); });
  const auto waiting = spawn([&] {
    fiber.join();
    print("joined");
  });
  yield();
  fiber.kill();
  print("killed");
  waiting.join();
}

SCENARIO(link_sets_a_result) {
  const auto win = [] {
    sleep_for(10ms);
    return 42;
  };
  const auto fail = []() -> int {
    sleep_for(20ms);
    throw Oops("failed");
  };
  AsyncResult<int> good;
  AsyncResult<int> bad;
  spawn(win).link(std::ref(good));
  spawn(fail).link(std::ref(bad));
  const int value = good.get();
  print(value, good.successful());
  try {
    bad.get();
  } catch (const Oops& error) {
    print("get threw", error.what());
  }
  print(bad.ready(), bad.successful());
}

SCENARIO(link_spawns_the_next) {
  const auto step = [](int n) {
    print("step", n);
    yield();
  };
  std::function<void(int)> go_on;
  go_on = [&](int n) {
    if (n < 3) {
      spawn(step, n).link([&go_on, n](const AnyFiber&) { go_on(n + 1); });
    }
    print("linked", n);
  };
  go_on(0);
  for (int i = 0; i < 12; ++i) {
    yield();
    print("main", i);
  }
}

}  // namespace gfetch::differential
