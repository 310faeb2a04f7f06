// A queue of at most three tasks. The boss waits while it is full, and a worker
// ends when it gets no task within a second.

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/queue.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Queue<int> tasks(3);

  auto worker = [&tasks](const char* name) {
    while (auto task = tasks.get(1s)) {
      std::printf("Worker %s got task %d\n", name, *task);
      gfetch::yield();
    }
    std::puts("Quitting time!");
  };
  auto boss = [&tasks] {
    for (int i = 1; i < 10; ++i) tasks.put(i);
    std::puts("Assigned all work in iteration 1");
    for (int i = 10; i < 20; ++i) tasks.put(i);
    std::puts("Assigned all work in iteration 2");
  };

  gfetch::join_all({gfetch::spawn(boss), gfetch::spawn(worker, "steve"),
                    gfetch::spawn(worker, "john"),
                    gfetch::spawn(worker, "bob")});
}
