#pragma once
/// Races: a short story, told in a thousand orders of the ready fibers.
///
///   in_a_thousand_orders([](Dice& dice) {
///     Queue<int> queue;
///     ...
///     EXPECT_EQ(taken, put);
///   });
///
/// The first seed whose story fails, or leaves a fiber or watcher, is named;
/// HubOptions::shuffle_seed tells that story again.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace gfetch {

/// The random choices of a story; the same for the same seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  /// One of 0 .. sides - 1.
  int operator()(int sides) {
    return static_cast<int>(random_() % static_cast<unsigned>(sides));
  }

  /// Lets other fibers run for a while: for some yields, or some milliseconds.
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

/// Kills some of `victims`, one after the other, each at a moment that `dice`
/// choose.
inline Fiber<void> kill_some(std::vector<AnyFiber> victims, Dice& dice) {
  return spawn([victims = std::move(victims), &dice] {
    for (const AnyFiber& victim : victims) {
      dice.dawdle();
      if (dice(2) == 0) victim.kill(KillMode::kLater);
    }
  });
}

/// A short limit, so that it often passes when the awaited event comes.
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

}  // namespace gfetch
