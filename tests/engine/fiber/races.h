#pragma once
/// Tests for races: runs a short story in a thousand random orders of the ready
/// fibers.
///
///   in_a_thousand_orders([](Dice& dice) {
///     Queue<int> queue;
///     ...
///     EXPECT_EQ(taken, put);
///   });
///
/// If the story fails, or leaves a fiber or a watcher, the failure names the
/// seed: HubOptions::shuffle_seed repeats that order.

#include <gtest/gtest.h>
#include <malloc.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace gfetch {

/// The random choices of a story. The same seed gives the same choices.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  /// Returns a random number from 0 to `sides` - 1.
  int operator()(int sides) {
    return static_cast<int>(random_() % static_cast<unsigned>(sides));
  }

  /// Lets other fibers run for a random time: some yields, or some
  /// milliseconds.
  /// Blocks the calling fiber.
  void dawdle() {
    if ((*this)(3) == 0) {
      sleep_for(std::chrono::milliseconds((*this)(3)));
    } else {
      for (int yields = (*this)(4); yields > 0; --yields) yield();
    }
  }

 private:
  std::mt19937_64 random_;
};

/// Starts a fiber that kills some of `victims` one after the other, at random
/// times chosen by `dice`.
inline Fiber<void> kill_some(std::vector<AnyFiber> victims, Dice& dice) {
  return spawn([victims = std::move(victims), &dice] {
    for (const AnyFiber& victim : victims) {
      dice.dawdle();
      if (dice(2) == 0) victim.kill(KillMode::kLater);
    }
  });
}

/// Returns no limit, or a short random one, which often expires at the same
/// time as the awaited event.
inline std::optional<Duration> some_limit(Dice& dice) {
  if (dice(3) == 0) return {};
  return std::chrono::milliseconds(dice(4));
}

template <class Story>
void in_a_thousand_orders(Story story) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE("shuffle_seed " + std::to_string(seed));
    Hub hub({.clock = ClockKind::kVirtual, .shuffle_seed = seed});
    Dice dice(seed);
    story(dice);
    hub.join();
    EXPECT_EQ(hub.fiber_count(), 0U) << hub.fibers().front().waits_for;
    EXPECT_EQ(hub.watcher_count(), 0U);
    if (testing::Test::HasFailure()) return;
  }
}

/// The bytes that are allocated. A sanitizer's allocator tells nothing.
inline std::size_t allocated_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// in_a_thousand_orders() that fails, too, if the stories leave memory.
template <class Story>
void in_a_thousand_orders_without_leak(Story story) {
  constexpr int kWarm = 200;  // by then, most caches are filled
  // The allocator counts what its thread's cache keeps. It is less than 160
  // bytes of each order.
  constexpr std::size_t kSlack = 131'072;
  int orders = 0;
  std::size_t before = 0;
  in_a_thousand_orders([&](Dice& dice) {
    if (++orders == kWarm) before = allocated_bytes();
    if (orders == 1000) {
      EXPECT_LE(allocated_bytes(), before + kSlack);
    }
    story(dice);
  });
}

}  // namespace gfetch
