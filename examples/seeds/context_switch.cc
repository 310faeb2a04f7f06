// Two fibers hand control to each other by yielding.

#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

int main() {
  gfetch::Hub hub;

  auto foo = gfetch::spawn([] {
    std::puts("Running in foo");
    gfetch::yield();
    std::puts("Explicit context switch to foo again");
  });
  auto bar = gfetch::spawn([] {
    std::puts("Explicit context to bar");
    gfetch::yield();
    std::puts("Implicit context switch back to bar");
  });

  gfetch::join_all({foo, bar});
}
