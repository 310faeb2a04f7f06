#include <gtest/gtest.h>

#include "gfetch/fiber/detail/fiber_state.h"

namespace gfetch::detail {
namespace {

constexpr FiberPhase::Value kAll[] = {FiberPhase::kNew, FiberPhase::kScheduled,
                                      FiberPhase::kRunning, FiberPhase::kDead};

/// Returns a phase that has reached `value` by valid changes.
FiberPhase phase_at(FiberPhase::Value value) {
  FiberPhase phase;
  for (const FiberPhase::Value next : kAll) {
    if (next != FiberPhase::kNew && next <= value) phase.become(next);
  }
  return phase;
}

TEST(FiberPhase, GoesFromNewToScheduledToRunningToDead) {
  for (const FiberPhase::Value value : kAll) {
    EXPECT_TRUE(phase_at(value) == value);
  }
}

TEST(FiberPhase, EndsFromEveryOther) {
  for (const FiberPhase::Value value : kAll) {
    EXPECT_EQ(phase_at(value).may_become(FiberPhase::kDead),
              value != FiberPhase::kDead);
  }
}

TEST(FiberPhase, NeitherSkipsOneNorGoesBack) {
  EXPECT_FALSE(phase_at(FiberPhase::kNew).may_become(FiberPhase::kRunning));
  for (const FiberPhase::Value value : kAll) {
    for (const FiberPhase::Value earlier : kAll) {
      if (earlier > value) continue;
      EXPECT_FALSE(phase_at(value).may_become(earlier));
    }
  }
}

#ifndef NDEBUG
TEST(FiberPhaseDeathTest, AnInvalidChangeIsAsserted) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  FiberPhase dead = phase_at(FiberPhase::kDead);
  EXPECT_DEATH(dead.become(FiberPhase::kRunning),
               "an invalid change of a fiber's phase");
  FiberPhase fresh;
  EXPECT_DEATH(fresh.become(FiberPhase::kRunning),
               "an invalid change of a fiber's phase");
}
#endif

}  // namespace
}  // namespace gfetch::detail
