// What belongs to a fiber.
#include "gfetch/engine/fiber_local.h"
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

}  // namespace gfetch::differential
