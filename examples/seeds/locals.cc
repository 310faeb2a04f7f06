// A fiber-local variable: each fiber has its own value, or none.

#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/hub.h"

int main() {
  gfetch::Hub hub;
  gfetch::FiberLocal<int> x;

  auto f1 = [&x] {
    x.set(1);
    std::printf("%d\n", *x);
  };
  auto f2 = [&x] {
    if (x.find() == nullptr) std::puts("x is not local to f2");
  };

  gfetch::join_all({gfetch::spawn(f1), gfetch::spawn(f2)});
}
