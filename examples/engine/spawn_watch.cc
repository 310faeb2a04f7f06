// Counts the fibers that a library spawns.

#include "gfetch/fiber/spawn_watch.h"

#include <cstdio>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/hub.h"

namespace {

int square(int n) {
  return n * n;
}

}  // namespace

int main() {
  gfetch::Hub hub;
  int started = 0;
  {
    const gfetch::SpawnWatch watch([&](const gfetch::AnyFiber& fiber) {
      std::printf("%s starts\n", fiber.name().c_str());
      ++started;
    });
    gfetch::Group group;
    group.map(square, std::vector{1, 2, 3});
  }
  gfetch::spawn(square, 4).join();  // not counted: the watch has ended
  std::printf("map started %d fibers for 3 items\n", started);
}
