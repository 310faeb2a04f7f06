// Manages several fibers together: a Group, its maps with ordered and unordered
// results, and a Pool, which is a Group with a limit.

#include <chrono>
#include <cstdio>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  const std::vector<int> three = {0, 1, 2};

  // tutorial: group
  auto talk = [](const char* message) {
    for (int i = 0; i < 3; ++i) std::puts(message);
  };
  gfetch::Group group;
  group.spawn(talk, "bar");
  group.spawn(talk, "foo");
  group.join();
  group.spawn(talk, "fizz");
  group.join();
  // tutorial end

  // tutorial: sizes
  group.map(
      [&group](int) {
        return std::printf("Size of group %zu\n", group.size());
      },
      three);
  // tutorial end

  // tutorial: maps
  auto intensive = [](int n) {
    gfetch::sleep_for((3 - n) * 1s);
    return n;
  };
  std::puts("Ordered");
  auto ordered = group.imap(intensive, three);
  while (auto n = ordered.next()) std::printf("task %d\n", *n);
  std::puts("Unordered");
  auto unordered = group.imap_unordered(intensive, three);
  while (auto n = unordered.next()) std::printf("task %d\n", *n);
  // tutorial end

  // tutorial: pool
  gfetch::Pool pool(2);
  pool.map(
      [&pool](int) { return std::printf("Size of pool %zu\n", pool.size()); },
      three);
  // tutorial end
}
