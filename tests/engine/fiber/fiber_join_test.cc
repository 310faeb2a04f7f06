#include <stdexcept>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class FiberJoinTest : public HubTest {};

TEST_F(FiberJoinTest, JoinAllReturnsThemAsTheyEnd) {
  auto nap = [](Duration length) { sleep_for(length); };
  auto a = spawn(nap, 3s);
  auto b = spawn(nap, 1s);
  auto c = spawn(nap, 2s);
  EXPECT_EQ(join_all({a, b, c}), (std::vector<AnyFiber>{b, c, a}));
}

TEST_F(FiberJoinTest, JoinAllStopsAtItsLimitOrCount) {
  auto nap = [](Duration length) { sleep_for(length); };
  auto a = spawn(nap, 3s);
  auto b = spawn(nap, 1s);
  EXPECT_EQ(join_all({a, b}, {.count = 1}), (std::vector<AnyFiber>{b}));
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_EQ(join_all({a}, {.limit = 1s}).size(), 0U);
  EXPECT_EQ(elapsed_ms(), 2000);
  a.join();
}

TEST_F(FiberJoinTest, JoinAllThrowsTheEarliestFailure) {
  auto fail = [](Duration after, const char* what) {
    sleep_for(after);
    throw std::runtime_error(what);
  };
  auto late = spawn(fail, 2s, "late");
  auto early = spawn(fail, 1s, "early");
  try {
    join_all({late, early}, {.raise_error = true});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "early");
  }
  late.join();
  EXPECT_TRUE(late.exception());
}

TEST_F(FiberJoinTest, JoinAllOfNoneReturnsAtOnce) {
  EXPECT_TRUE(join_all(std::vector<AnyFiber>{}).empty());
}

TEST_F(FiberJoinTest, JoinAllCountsAHandleThatIsThereTwiceTwice) {
  auto fiber = spawn([] { sleep_for(1s); });
  EXPECT_EQ(join_all({fiber, fiber}).size(), 2U);
  EXPECT_EQ(join_all({fiber, fiber}, {.count = 2}).size(), 2U);
}

TEST_F(FiberJoinTest, JoinAllGivesTheDeadFirst) {
  auto sleeper = spawn([] { sleep_for(1s); });
  auto dead = spawn([] {});
  dead.join();
  EXPECT_EQ(join_all({sleeper, dead}), (std::vector<AnyFiber>{dead, sleeper}));
}

TEST_F(FiberJoinTest, JoinAllWithLimitReturnsThoseThatEndedInTime) {
  auto nap = [](Duration length) { sleep_for(length); };
  auto late = spawn(nap, 3s);
  auto early = spawn(nap, 1s);
  EXPECT_EQ(join_all({late, early}, {.limit = 2s}),
            (std::vector<AnyFiber>{early}));
  EXPECT_EQ(elapsed_ms(), 2000);
  late.join();
}

TEST_F(FiberJoinTest, JoinAllThrowsNothingUnlessAsked) {
  auto fiber = spawn([] { throw std::runtime_error("no"); });
  EXPECT_EQ(join_all({fiber}).size(), 1U);
  EXPECT_TRUE(fiber.exception());
}

TEST_F(FiberJoinTest, JoinAllTakesAKillForNoFailure) {
  auto fiber = spawn([] { sleep_for(9s); });
  fiber.kill();
  EXPECT_EQ(join_all({fiber}, {.raise_error = true}).size(), 1U);
}

TEST_F(FiberJoinTest, JoinAllThatThrewLeavesTheOthersRunning) {
  auto failing = spawn([] { throw std::runtime_error("no"); });
  auto other = spawn([] { sleep_for(1s); });
  EXPECT_THROW(join_all({failing, other}, {.raise_error = true}),
               std::runtime_error);
  EXPECT_FALSE(other.ready());
  EXPECT_TRUE(other.join());
}

TEST_F(FiberJoinTest, AFiberThatJoinsAllMayBeKilled) {
  auto sleeper = spawn([] { sleep_for(1s); });
  auto joiner = spawn([&] { join_all({sleeper}); });
  yield();
  EXPECT_TRUE(joiner.kill());
  EXPECT_FALSE(sleeper.ready());
  sleeper.join();
}

TEST_F(FiberJoinTest, ATimeoutReachesJoinAll) {
  auto sleeper = spawn([] { sleep_for(5s); });
  EXPECT_FALSE(with_timeout(1s, [&] { join_all({sleeper}); }));
  sleeper.join();
}

}  // namespace
}  // namespace gfetch
