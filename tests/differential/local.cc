// Scenarios of fiber-local variables.
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/spawn_tree_local.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {

SCENARIO(local_values) {
  FiberLocal<int> stash;
  const auto first = [&] {
    stash.set(1);
    yield();
    print("first", *stash);
  };
  const auto second = [&] {
    print("second", stash.find() == nullptr ? "None" : "a value");
    stash.set(2);
    yield();
    print("second", *stash);
  };
  stash.set(0);
  join_all({spawn(first), spawn(second)});
  print("main", *stash);
}

SCENARIO(local_spawn_tree) {
  SpawnTreeLocal<std::string> x;
  const auto x_or_none = [&] {
    return x.find() == nullptr ? std::string("None") : *x;
  };
  const auto child = [&](const std::string& name) {
    print(name, "finds", x_or_none());
    x.set(name);
    yield();
    print(name, "sees", x_or_none());
  };
  const auto parent = [&] {
    x.set("parent");
    join_all({spawn(child, "a"), spawn(child, "b")});
    print("parent sees", x_or_none());
  };
  spawn(parent).join();
  spawn(child, "c").join();
  Hub::current().post([&] { spawn(child, "d"); });
  sleep_for(10ms);
  spawn(child, "e").join();
}

}  // namespace gfetch::differential
