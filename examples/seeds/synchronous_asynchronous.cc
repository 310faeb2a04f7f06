// Runs the same tasks sequentially and concurrently. Each sleeps for a random
// time, so that the order of the concurrent ones differs from run to run.

#include <chrono>
#include <cstdio>
#include <random>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace {

void task(int pid) {
  static std::random_device random;
  std::uniform_int_distribution draw(0, 2);
  gfetch::sleep_for(std::chrono::milliseconds(draw(random)));
  std::printf("Task %d done\n", pid);
}

void synchronous() {
  for (int pid = 1; pid < 10; ++pid) task(pid);
}

void asynchronous() {
  std::vector<gfetch::Fiber<void>> tasks;
  for (int pid = 0; pid < 10; ++pid) tasks.push_back(gfetch::spawn(task, pid));
  gfetch::join_all(tasks);
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  std::puts("Synchronous:");
  synchronous();
  std::puts("Asynchronous:");
  asynchronous();
}
