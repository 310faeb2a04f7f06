// The benchmarks of engine_bench.cc with Boost.Fiber, and with the bare context
// switch of Boost.Context.
#include <benchmark/benchmark.h>

#include <boost/context/detail/fcontext.hpp>
#include <boost/fiber/all.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace {

using namespace std::chrono_literals;
namespace context = boost::context::detail;
namespace fibers = boost::fibers;

void bounce(context::transfer_t transfer) {
  for (;;) transfer = context::jump_fcontext(transfer.fctx, nullptr);
}

void bare_switch(benchmark::State& state) {
  constexpr std::size_t kStack = std::size_t{64} * 1024;
  const auto stack = std::make_unique<std::byte[]>(kStack);
  context::transfer_t transfer{
      context::make_fcontext(stack.get() + kStack, kStack, &bounce), nullptr};
  for (auto _ : state) {
    transfer = context::jump_fcontext(transfer.fctx, nullptr);
  }
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(bare_switch);

void boost_yield(benchmark::State& state) {
  bool stop = false;
  fibers::fiber other([&] {
    while (!stop) boost::this_fiber::yield();
  });
  for (auto _ : state) boost::this_fiber::yield();
  stop = true;
  other.join();
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(boost_yield);

// Spawns on pooled stacks: Boost.Fiber's default maps and unmaps a stack for
// each fiber.
void boost_spawn_join(benchmark::State& state) {
  fibers::pooled_fixedsize_stack stacks(std::size_t{64} * 1024);
  for (auto _ : state) {
    fibers::fiber(std::allocator_arg, stacks, [] {}).join();
  }
}
BENCHMARK(boost_spawn_join);

void boost_queue_round_trip(benchmark::State& state) {
  fibers::unbuffered_channel<int> there;
  fibers::unbuffered_channel<int> back;
  fibers::fiber echo([&] {
    for (int item : there) back.push(item);
  });
  for (auto _ : state) {
    there.push(1);
    benchmark::DoNotOptimize(back.value_pop());
  }
  there.close();
  echo.join();
}
BENCHMARK(boost_queue_round_trip);

// Uses stacks without guard pages. With guard pages, the kernel's limit of
// memory mappings would be reached at 32,000 fibers.
void boost_sleepers(benchmark::State& state) {
  const auto sleepers = state.range(0);
  for (auto _ : state) {
    std::vector<fibers::fiber> all;
    for (std::int64_t i = 0; i < sleepers; ++i) {
      all.emplace_back(std::allocator_arg,
                       fibers::fixedsize_stack(std::size_t{64} * 1024),
                       [] { boost::this_fiber::sleep_for(10ms); });
    }
    for (auto& fiber : all) fiber.join();
  }
  state.SetItemsProcessed(sleepers * state.iterations());
}
BENCHMARK(boost_sleepers)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
