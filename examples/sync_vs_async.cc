// Runs ten tasks sequentially and then concurrently. The first run takes the
// sum of their delays, the second the longest delay.

#include <chrono>
#include <cstdio>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

constexpr int kTasks = 10;

void task(int id) {
  gfetch::sleep_for((1 + (id * 7) % 3) * 10ms);
  std::printf("Task %d done\n", id);
}

void synchronous() {
  for (int id = 0; id < kTasks; ++id) task(id);
}

void asynchronous() {
  std::vector<gfetch::Fiber<void>> tasks;
  for (int id = 0; id < kTasks; ++id) tasks.push_back(gfetch::spawn(task, id));
  gfetch::join_all(tasks);
}

void cost_time(const char* title, void (*run)()) {
  std::printf("%s:\n", title);
  const gfetch::TimePoint began = gfetch::Hub::current().now();
  run();
  const gfetch::Duration took = gfetch::Hub::current().now() - began;
  std::printf("Cost time: %.2fs\n", gfetch::seconds(took));
}

}  // namespace

int main() {
  // The virtual clock jumps to the next timer instead of waiting. With a real
  // clock the program has the same output, and takes the printed time.
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  cost_time("Synchronous", synchronous);
  cost_time("Asynchronous", asynchronous);
}
