// A fiber waits for three results: a value set by another fiber, the end of a
// linked fiber, and a value computed by a thread.

#include "gfetch/fiber/async_result.h"

#include <chrono>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <thread>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

int compute() {
  gfetch::sleep_for(1s);
  throw std::runtime_error("divided by zero");
}

int think() {
  return 7 * 6;  // may take long: a thread blocks no fiber
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::AsyncResult<int> answer;
  auto asker = gfetch::spawn([&] { std::printf("%d\n", answer.get()); });
  gfetch::sleep_for(1s);  // simulates the time of the computation
  answer.set(42);
  asker.join();

  gfetch::AsyncResult<int> outcome;
  gfetch::spawn(compute).link(std::ref(outcome));
  try {
    outcome.get();
  } catch (const std::runtime_error& failure) {
    std::puts(failure.what());
  }

  gfetch::AsyncResult<int> thought;
  std::thread thinker([promise = thought.promise()] { promise.set(think()); });
  std::printf("%d, thought the thread\n", thought.get());
  thinker.join();
}
