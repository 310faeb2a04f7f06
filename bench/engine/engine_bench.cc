// Measures the cost of the engine's primitives. Each benchmark has a
// counterpart of the same name in boost_bench.cc.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <fstream>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/timeout.h"

namespace {

using namespace gfetch;
using namespace std::chrono_literals;

// Two fibers yield to each other: measures the cost of one switch.
void engine_yield(benchmark::State& state) {
  Hub hub;
  bool stop = false;
  auto other = spawn([&] {
    while (!stop) yield();
  });
  for (auto _ : state) yield();
  stop = true;
  other.join();
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(engine_yield);

void engine_spawn_join(benchmark::State& state) {
  Hub hub;
  for (auto _ : state) spawn([] {}).join();
}
BENCHMARK(engine_spawn_join);

// Passes an item to another fiber and back through two queues.
void engine_queue_round_trip(benchmark::State& state) {
  Hub hub;
  Queue<int> there(1);
  Queue<int> back(1);
  auto echo = spawn([&] {
    while (auto item = there.get()) back.put(*item);
  });
  for (auto _ : state) {
    there.put(1);
    benchmark::DoNotOptimize(back.get());
  }
  there.shutdown();
  echo.join();
}
BENCHMARK(engine_queue_round_trip);

void engine_sleepers(benchmark::State& state) {
  const auto sleepers = state.range(0);
  for (auto _ : state) {
    Hub hub;
    for (std::int64_t i = 0; i < sleepers; ++i) spawn([] { sleep_for(10ms); });
    hub.join();
  }
  state.SetItemsProcessed(sleepers * state.iterations());
}
BENCHMARK(engine_sleepers)->Arg(100'000)->Unit(benchmark::kMillisecond);

std::int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  statm >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

// All fibers sleep at the same time. Also reports the memory per fiber.
void engine_million_sleepers(benchmark::State& state) {
  const auto sleepers = state.range(0);
  std::int64_t bytes = 0;
  for (auto _ : state) {
    const std::int64_t before = resident_bytes();
    Hub hub;
    for (std::int64_t i = 0; i < sleepers; ++i) spawn([] { sleep_for(1h); });
    yield();
    bytes = resident_bytes() - before;
  }
  state.SetItemsProcessed(sleepers * state.iterations());
  state.counters["bytes_per_fiber"] =
      static_cast<double>(bytes) / static_cast<double>(sleepers);
}
BENCHMARK(engine_million_sleepers)
    ->Arg(1'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// Has no counterpart: Boost.Fiber cannot end a fiber that waits.
void engine_kill_of_a_blocked_fiber(benchmark::State& state) {
  Hub hub;
  for (auto _ : state) {
    auto fiber = spawn([] { sleep_for(1h); });
    yield();
    fiber.kill();
  }
}
BENCHMARK(engine_kill_of_a_blocked_fiber);

void engine_timeout_started_and_cancelled(benchmark::State& state) {
  Hub hub;
  for (auto _ : state) {
    const Timeout timeout(10s);
    benchmark::DoNotOptimize(timeout.pending());
  }
}
BENCHMARK(engine_timeout_started_and_cancelled);

// Measures stack unwinding, on which kills and exceptions depend.
void bare_throw_and_catch(benchmark::State& state) {
  for (auto _ : state) {
    try {
      throw FiberExit();
    } catch (const FiberExit& exit) {
      benchmark::DoNotOptimize(&exit);
    }
  }
}
BENCHMARK(bare_throw_and_catch);

}  // namespace
