// A fiber waits for an answer that another one finds; and for how a third one
// ends, through a link.

#include "gfetch/engine/async_result.h"

#include <chrono>
#include <cstdio>
#include <functional>
#include <stdexcept>

#include "gfetch/engine/fiber.h"
#include "gfetch/engine/hub.h"

using namespace std::chrono_literals;

namespace {

int compute() {
  gfetch::sleep_for(1s);
  throw std::runtime_error("divided by zero");
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::AsyncResult<int> answer;
  auto asker = gfetch::spawn([&] { std::printf("%d\n", answer.get()); });
  gfetch::sleep_for(1s);  // so long it takes to find
  answer.set(42);
  asker.join();

  gfetch::AsyncResult<int> outcome;
  gfetch::spawn(compute).link(std::ref(outcome));
  try {
    outcome.get();
  } catch (const std::runtime_error& failure) {
    std::puts(failure.what());
  }
}
