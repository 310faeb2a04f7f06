#include "gfetch/fiber/pool.h"

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "gfetch/fiber/group.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class GroupTest : public HubTest {};
class PoolTest : public HubTest {};

TEST_F(GroupTest, JoinsAllItsMembers) {
  Group group;
  for (int i = 0; i < 3; ++i) group.spawn([i] { sleep_for(i * 1s); });
  EXPECT_EQ(group.size(), 3U);
  EXPECT_TRUE(group.join());
  EXPECT_EQ(elapsed_ms(), 2000);
  EXPECT_TRUE(group.empty());
}

TEST_F(GroupTest, JoinGivesUpAtItsLimit) {
  Group group;
  group.spawn([] { sleep_for(10s); });
  EXPECT_FALSE(group.join(1s));
  EXPECT_EQ(group.size(), 1U);
}

TEST_F(GroupTest, GoingOutOfScopeItKillsAndWaits) {
  {
    Group group;
    group.spawn([&] {
      try {
        sleep_for(10s);
      } catch (const FiberExit&) {
        sleep_for(1s);
        say("cleaned up");
        throw;
      }
    });
    yield();
  }
  EXPECT_EQ(story_, (Story{"cleaned up"}));
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(GroupTest, KillReachesWhatDyingMembersSpawn) {
  Group group;
  group.spawn([&] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      group.spawn([&] { sleep_for(10s); });
      throw;
    }
  });
  yield();
  EXPECT_TRUE(group.kill());
  EXPECT_TRUE(group.empty());
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(GroupTest, JoinOrThrowThrowsTheFirstFailure) {
  Group group;
  group.spawn([] {
    sleep_for(1s);
    throw std::runtime_error("first");
  });
  group.spawn([] { sleep_for(5s); });
  EXPECT_THROW(group.join_or_throw(), std::runtime_error);
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_EQ(group.size(), 1U);
}

TEST_F(GroupTest, JoinOrThrowThrowsOfAMemberThatCameLater) {
  Group group;
  group.spawn([&] {
    sleep_for(1s);
    group.spawn([]() -> void { throw std::runtime_error("late"); });
    sleep_for(10s);
  });
  EXPECT_THROW(group.join_or_throw(), std::runtime_error);
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_EQ(group.size(), 1U) << "the others go on";
  group.kill();
}

TEST_F(GroupTest, JoinOrThrowReturnsWhenAllHaveEndedWithoutAFailure) {
  Group group;
  group.spawn([&] {
    sleep_for(1s);
    group.spawn([] { sleep_for(1s); });
  });
  auto killed = group.spawn([] { sleep_for(1h); });
  spawn_later(500ms, [&] { killed.kill(); });
  group.join_or_throw();
  EXPECT_EQ(elapsed_ms(), 2000);
  EXPECT_TRUE(group.empty());
  group.join_or_throw();
  EXPECT_EQ(elapsed_ms(), 2000) << "of none it does not wait";
}

TEST_F(GroupTest, JoinOrThrowEndsWithItsGroup) {
  std::optional<Group> group(std::in_place);
  group->spawn([] { sleep_for(1h); });
  auto joiner = spawn([&] { group->join_or_throw(); });
  yield();
  group.reset();
  EXPECT_TRUE(joiner.join(1s));
  EXPECT_TRUE(joiner.successful());
}

TEST_F(GroupTest, KillLaterIsTrueIfAllHaveEnded) {
  Group group;
  EXPECT_TRUE(group.kill(fiber_exit(), KillMode::kLater)) << "of none";
  auto member = group.spawn([] { sleep_for(1h); });
  yield();
  EXPECT_FALSE(group.kill(fiber_exit(), KillMode::kLater));
  member.join();
  EXPECT_TRUE(group.kill(fiber_exit(), KillMode::kLater));
}

TEST_F(GroupTest, AppliedAFunctionThatReturnsAReferenceGivesACopy) {
  Group group;
  std::string name = "Ada";
  const auto function = [&]() -> std::string& { return name; };
  EXPECT_EQ(group.apply(function), "Ada");
  static_assert(std::is_same_v<decltype(group.apply(function)), std::string>);
  auto member = group.spawn([&] { return group.apply(function); });
  EXPECT_EQ(member.get(), "Ada");
  EXPECT_EQ(group.apply_async(function).get(), "Ada");
  EXPECT_EQ(
      group.map([&](int) -> std::string& { return name; }, std::vector<int>{1}),
      std::vector<std::string>{"Ada"});
  EXPECT_EQ(
      group.apply(
          [](const std::string& text) -> const std::string& { return text; },
          name),
      "Ada");
  group.apply([] {});
}

TEST_F(GroupTest, DiscardLetsAMemberGo) {
  Group group;
  auto fiber = group.spawn([] { sleep_for(1s); });
  EXPECT_TRUE(group.contains(fiber));
  group.discard(fiber);
  group.discard(fiber);
  EXPECT_TRUE(group.join());
  EXPECT_FALSE(fiber.ready());
  fiber.join();
}

TEST_F(PoolTest, SpawnWaitsWhileItIsFull) {
  Pool pool(2);
  for (int i = 0; i < 4; ++i) {
    pool.spawn([] { sleep_for(1s); });
    say(std::to_string(elapsed_ms()));
  }
  EXPECT_TRUE(pool.full());
  pool.join();
  EXPECT_EQ(story_, (Story{"0", "0", "1000", "1000"}));
  EXPECT_EQ(pool.free_count(), 2U);
}

TEST_F(PoolTest, AfterGetTheSlotIsFreeAgain) {
  Pool pool(1);
  auto fiber = pool.spawn([] { return 1; });
  EXPECT_EQ(fiber.get(), 1);
  EXPECT_EQ(pool.free_count(), 1U);
}

TEST_F(PoolTest, ATimedOutSpawnerLosesNoSlot) {
  Pool pool(1);
  pool.spawn([] { sleep_for(2s); });
  EXPECT_FALSE(with_timeout(1s, [&] { pool.spawn([] {}); }));
  pool.join();
  EXPECT_EQ(pool.free_count(), 1U);
}

TEST_F(PoolTest, AKilledMemberGivesItsSlotBack) {
  Pool pool(1);
  auto fiber = pool.spawn([] { sleep_for(10s); });
  yield();
  fiber.kill();
  yield();  // lets the hub call the link that removes the fiber from the pool
  EXPECT_EQ(pool.free_count(), 1U);
  auto unrun = pool.spawn([] {});
  unrun.kill();
  pool.join();
  EXPECT_EQ(pool.free_count(), 1U);
}

// The same program under python3-gevent: len 1, free_count 2.
TEST_F(PoolTest, AFiberThatIsAddedTwiceIsAMemberOnce) {
  Pool pool(3);
  auto fiber = spawn([] { sleep_for(1s); });
  pool.add(fiber);
  pool.add(fiber);
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_EQ(pool.free_count(), 2U);
  pool.join();
  EXPECT_EQ(pool.free_count(), 3U);
}

TEST_F(PoolTest, StartedAMemberTakesNoSecondPlace) {
  Pool pool(2);
  auto fiber = make_fiber([] { sleep_for(1s); });
  pool.add(fiber);
  pool.start(fiber);
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_EQ(pool.free_count(), 1U);
  auto running = pool.spawn([] { sleep_for(1s); });
  yield();
  pool.start(running);
  pool.start(fiber);
  EXPECT_EQ(elapsed_ms(), 0) << "a full pool takes its own members";
  EXPECT_EQ(pool.size(), 2U);
  pool.join();
  EXPECT_EQ(pool.free_count(), 2U);
}

TEST_F(PoolTest, WaitAvailableWaitsForASlot) {
  Pool pool(1);
  pool.spawn([] { sleep_for(2s); });
  EXPECT_FALSE(pool.wait_available(1s));
  EXPECT_TRUE(pool.wait_available());
  EXPECT_EQ(elapsed_ms(), 2000);
}

TEST_F(PoolTest, WorkersThatSpawnIntoTheirOwnFullPoolAreReported) {
  Pool pool(1);
  pool.spawn([&] { pool.spawn([] {}); }).name("philosopher");
  try {
    pool.join();
    FAIL() << "it waits for itself";
  } catch (const LoopExit& exit) {
    EXPECT_EQ(exit.blocked()[1].name, "philosopher");
    EXPECT_EQ(exit.blocked()[1].waits_for, "pool.spawn");
  }
}

TEST_F(PoolTest, ResizedItServesThoseWhoWaitOrLetsTheSurplusEnd) {
  Pool pool(1);
  const auto nap = [] { sleep_for(1s); };
  pool.spawn(nap);
  auto spawner = spawn([&] { pool.spawn(nap); });
  yield();
  EXPECT_EQ(pool.size(), 1U);
  pool.resize(2);
  spawner.join();
  EXPECT_EQ(pool.size(), 2U);
  pool.resize(1);
  pool.spawn(nap);
  EXPECT_EQ(elapsed_ms(), 1000);
  pool.join();
  EXPECT_EQ(pool.free_count(), 1U);
}

TEST_F(PoolTest, AppliedFromItsOwnMemberTheCallRunsThere) {
  Pool pool(1);
  EXPECT_EQ(pool.apply([&] { return pool.apply([] { return 7; }); }), 7);
}

TEST_F(PoolTest, ApplyAsyncNeverWaitsForRoom) {
  Pool pool(1);
  pool.spawn([] { sleep_for(1s); });
  auto later = pool.apply_async([](int n) { return n + 1; }, 1);
  EXPECT_EQ(elapsed_ms(), 0);
  EXPECT_EQ(later.get(), 2);
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(PoolTest, KilledItsBlockedSpawnersGoOn) {
  Pool pool(1);
  pool.spawn([] { sleep_for(10s); });
  auto spawner = spawn([&] {
    pool.spawn([&] { say("ran"); });
    say("spawned");
  });
  yield();
  pool.kill();
  spawner.join();
  pool.join();
  EXPECT_EQ(story_, (Story{"spawned", "ran"}));
}

TEST_F(PoolTest, OfSizeZeroItIsAlwaysFull) {
  Pool pool(0);
  EXPECT_TRUE(pool.full());
  EXPECT_FALSE(pool.wait_available(1s));
  EXPECT_THROW(pool.spawn([] {}), LoopExit);
}

TEST_F(PoolTest, ItsSpawnersAreServedInTheOrderTheyCame) {
  Pool pool(1);
  pool.spawn([] { sleep_for(1s); });
  for (const char* name : {"a", "b", "c"}) {
    spawn([&, name] { pool.spawn([&, name] { say(name); }); });
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"a", "b", "c"}));
}

TEST_F(PoolTest, DiscardedTwiceAMemberGivesOneSlotBack) {
  Pool pool(1);
  auto fiber = pool.spawn([] { sleep_for(1s); });
  pool.discard(fiber);
  pool.discard(fiber);
  EXPECT_EQ(pool.free_count(), 1U);
  fiber.join();
  EXPECT_EQ(pool.free_count(), 1U);
}

TEST_F(GroupTest, JoinIsTrueWhenItWasEmptyOnce) {
  Group group;
  auto first = group.spawn([] { sleep_for(1s); });
  auto joiner = spawn([&] {
    EXPECT_TRUE(group.join());
    say(std::to_string(group.size()));
  });
  first.raw_link([&](const AnyFiber&) { group.spawn([] { sleep_for(1s); }); });
  joiner.join();
  EXPECT_EQ(story_, (Story{"1"}));
  group.join();
}

TEST_F(GroupTest, KillCarriesAnyException) {
  Group group;
  auto fiber = group.spawn([] { sleep_for(10s); });
  yield();
  group.kill(std::make_exception_ptr(std::range_error("sent")));
  EXPECT_THROW(fiber.get(), std::range_error);
}

TEST(PoolStart, StartsTheFiberThatItWasCalledWith) {
  Hub hub({.clock = ClockKind::kVirtual});
  Pool pool(1);
  pool.spawn([] { sleep_for(std::chrono::milliseconds(10)); });
  bool first_ran = false;
  bool second_ran = false;
  Fiber<void> handle = make_fiber([&] { first_ran = true; });
  const auto starter = spawn([&] { pool.start(handle); });
  yield();
  handle = make_fiber([&] { second_ran = true; });
  EXPECT_TRUE(starter.join());
  EXPECT_TRUE(pool.join());
  EXPECT_TRUE(first_ran);
  EXPECT_FALSE(second_ran);
}

TEST(GroupKill, KeepsTheExceptionThatItWasCalledWith) {
  Hub hub({.clock = ClockKind::kVirtual});
  Group group;
  std::exception_ptr exception = fiber_exit();
  const auto late = [] { sleep_for(std::chrono::hours(1)); };
  group.spawn([&] {
    try {
      late();
    } catch (const FiberExit&) {
      exception = nullptr;
      group.spawn(late);  // is killed in the next round
    }
  });
  yield();
  EXPECT_TRUE(group.kill(exception));
  EXPECT_TRUE(group.empty());
}

}  // namespace
}  // namespace gfetch
