// Three ways to spawn: a function with arguments, the same from a variable,
// and a lambda. The listing ignores the lambda's result; here it is the exit
// code of the program, so that the test can check it.

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

void foo(const char* message, gfetch::Duration n) {
  gfetch::sleep_for(n);
  std::puts(message);
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});

  auto thread1 = gfetch::spawn(foo, "Hello", 1s);
  auto function = foo;
  auto thread2 = gfetch::spawn(function, "I live!", 2s);
  auto thread3 = gfetch::spawn([](int x) { return x + 1; }, 2);

  gfetch::join_all({thread1, thread2, thread3});
  return thread3.value() == 3 ? 0 : 1;
}
