// Runs the same tasks sequentially and concurrently. Each sleeps for a random
// time; the values here are those of the run that the tutorial prints.

#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace {

void task(int pid) {
  constexpr std::array kDraws = {1, 0, 1, 0, 0, 1, 0, 0, 2, 0};
  gfetch::sleep_for(std::chrono::milliseconds(kDraws[pid]));
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
