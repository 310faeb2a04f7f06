// Workers that spawn into their own full pool wait for each other for ever.
// Instead of hanging, the engine reports the deadlock and names each fiber with
// the object that it waits for.

#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"

int main() {
  gfetch::Hub hub;
  gfetch::Pool pool(2);

  auto crawler = [&pool](auto& self, int depth) -> void {
    gfetch::yield();
    if (depth > 0) pool.spawn([&self, depth] { self(self, depth - 1); });
  };
  for (int i = 0; i < 2; ++i) {
    pool.spawn([&crawler] { crawler(crawler, 1); }).name("crawler");
  }

  try {
    pool.join();
  } catch (const gfetch::LoopExit& exit) {
    for (const gfetch::FiberInfo& fiber : exit.blocked()) {
      std::printf("%s waits for %s\n", fiber.name.c_str(),
                  fiber.waits_for.c_str());
    }
  }
}
