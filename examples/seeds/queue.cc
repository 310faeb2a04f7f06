// Three workers share the tasks that a boss puts into a queue.

#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/queue.h"

int main() {
  gfetch::Hub hub;
  gfetch::Queue<int> tasks;

  auto worker = [&tasks](const char* name) {
    while (auto task = tasks.try_get()) {
      std::printf("Worker %s got task %d\n", name, *task);
      gfetch::yield();
    }
    std::puts("Quitting time!");
  };
  auto boss = [&tasks] {
    for (int i = 1; i < 25; ++i) (void)tasks.try_put(i);
  };

  gfetch::spawn(boss).join();
  gfetch::join_all({gfetch::spawn(worker, "steve"),
                    gfetch::spawn(worker, "john"),
                    gfetch::spawn(worker, "nancy")});
}
