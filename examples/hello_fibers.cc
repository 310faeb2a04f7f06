// Two functions run concurrently in one thread: while one is blocked, the other
// one runs.

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

void count(const char* name, gfetch::Duration pause) {
  for (int i = 1; i <= 3; ++i) {
    std::printf("%s says %d\n", name, i);
    gfetch::sleep_for(pause);  // blocks only this fiber
  }
}

}  // namespace

int main() {
  gfetch::Hub hub;
  auto quick = gfetch::spawn(count, "quick", 20ms);
  auto calm = gfetch::spawn(count, "calm", 50ms);
  gfetch::join_all({quick, calm});

  // A fiber's result comes back through its handle.
  auto answer = gfetch::spawn([](int a, int b) { return a * b; }, 6, 7);
  std::printf("the answer is %d\n", answer.get());
}
