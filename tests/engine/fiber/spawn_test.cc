// Tests of the data that a fiber inherits from its spawner, and of SpawnWatch.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/spawn_tree_local.h"
#include "gfetch/fiber/spawn_watch.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class SpawnTest : public HubTest {};

TEST_F(SpawnTest, AFiberKnowsWhoStartedIt) {
  AnyFiber child;
  auto parent = spawn([&] { child = spawn([] {}); });
  parent.join();
  EXPECT_EQ(child.spawner_id(), parent.id());
  EXPECT_EQ(parent.spawner_id(), 0U);
  EXPECT_NE(child.id(), parent.id());
}

TEST_F(SpawnTest, AWatchHearsOfEveryStartWhileItLives) {
  auto made = make_fiber([] {});
  made.name("made");
  {
    const SpawnWatch watch(
        [&](const AnyFiber& started) { say(started.name()); });
    auto later = make_fiber([] {});
    later.name("later");
    later.start_later(1s);
    EXPECT_EQ(story_, (Story{"later"}));
    made.start();
    made.start();
  }
  spawn([] {});
  EXPECT_EQ(story_, (Story{"later", "made"}));
}

TEST_F(SpawnTest, WhatAWatchThrowsIsReportedAndTheFiberRuns) {
  expected_unobserved_ = {"a spawn watch"};
  const SpawnWatch watch(
      [](const AnyFiber&) { throw std::runtime_error("no"); });
  spawn([&] { say("ran"); }).join();
  EXPECT_EQ(story_, (Story{"ran"}));
}

TEST_F(SpawnTest, AFiberThatAWatchKillsNeverRuns) {
  const SpawnWatch watch(
      [](const AnyFiber& fiber) { fiber.kill(KillMode::kLater); });
  const auto said = [&] { say("unreachable"); };
  for (const AnyFiber& fiber :
       std::vector<AnyFiber>{spawn(said), spawn_later(1s, said)}) {
    EXPECT_TRUE(fiber.killed());
    fiber.join();
  }
  spawn(said);  // has no handle
  hub_.post([&] { spawn(said); });
  sleep_for(2s);
  EXPECT_EQ(story_, Story());
}

TEST_F(SpawnTest, AKillOfAWatchReachesTheLinks) {
  const auto fiber = make_fiber([] {});
  fiber.link(
      [&](const AnyFiber& ended) { say(ended.killed() ? "killed" : "ran"); });
  {
    const SpawnWatch watch([](const AnyFiber& started) { started.kill(); });
    fiber.start();
  }
  sleep_for(1s);
  EXPECT_EQ(story_, (Story{"killed"}));
}

TEST_F(SpawnTest, ALinksFiberThatAWatchKillsNeverRuns) {
  const auto fiber = spawn([] {});
  fiber.link([&](const AnyFiber&) { say("unreachable"); });
  const SpawnWatch watch([](const AnyFiber& started) { started.kill(); });
  fiber.join();
  sleep_for(1s);
  EXPECT_EQ(story_, Story());
}

TEST_F(SpawnTest, AWatchMayDropTheOnlyHandle) {
  std::optional<AnyFiber> only(make_fiber([&] { say("unreachable"); }));
  const SpawnWatch watch([&](const AnyFiber& started) {
    started.kill();
    only.reset();
  });
  only->start();
  EXPECT_FALSE(only);
}

TEST_F(SpawnTest, AWatchMayDestroyItselfAndTheOthers) {
  std::optional<SpawnWatch> self;
  std::optional<SpawnWatch> next;
  self.emplace(
      [&, text = std::string("a text that is on the heap")](const AnyFiber&) {
        self.reset();
        next.reset();
        say(text);
      });
  next.emplace([&](const AnyFiber&) { say("unreachable"); });
  SpawnWatch last([&](const AnyFiber&) { say("last"); });
  spawn([] {});
  spawn([] {});
  EXPECT_EQ(story_, (Story{"a text that is on the heap", "last", "last"}));
}

TEST_F(SpawnTest, WhatAWatchHoldsMayBlockInItsDestructor) {
  struct Slow {
    explicit Slow(std::vector<std::string>& its_story) : story(its_story) {}
    Slow(const Slow&) = delete;
    Slow& operator=(const Slow&) = delete;
    ~Slow() {
      sleep_for(1ms);
      story.emplace_back("destroyed");
    }
    std::vector<std::string>& story;
  };
  std::optional<SpawnWatch> self;
  self.emplace([&, slow = std::make_shared<Slow>(story_)](const AnyFiber&) {
    self.reset();  // the hub holds the function last
    say("heard");
  });
  hub_.post([] { spawn([] {}); });
  sleep_for(10ms);
  EXPECT_EQ(story_, (Story{"heard", "destroyed"}));
}

TEST_F(SpawnTest, AWatchMayStartFibersAndWatches) {
  int depth = 0;
  std::optional<SpawnWatch> added;
  const SpawnWatch watch([&](const AnyFiber&) {
    if (++depth > 3) return;
    spawn([this, n = depth] { say("inner " + std::to_string(n)); });
    if (!added) added.emplace([&](const AnyFiber&) { say("added"); });
  });
  spawn([&] { say("outer"); });
  EXPECT_EQ(story_, Story()) << "it hears of later starts only";
  spawn([] {});
  added.reset();
  yield();
  EXPECT_EQ(story_, (Story{"added", "inner 3", "inner 2", "inner 1", "outer"}));
}

TEST_F(SpawnTest, AKillOfTheSpawnerWaitsUntilItsWatchesWereCalled) {
  const SpawnWatch watch([&](const AnyFiber& started) {
    if (started.name() != "inner") return;
    sleep_for(1s);  // it should not, but it does
    say("watched");
  });
  auto spawner = spawn([&] {
    auto inner = make_fiber([&] { say("inner runs"); });
    inner.name("inner");
    inner.start();
    yield();
    say("unreachable");
  });
  yield();
  EXPECT_TRUE(spawner.kill());
  EXPECT_TRUE(spawner.killed());
  yield();
  EXPECT_EQ(story_, (Story{"watched", "inner runs"}));
}

TEST_F(SpawnTest, ATreeSharesItsValuesBothWays) {
  SpawnTreeLocal<std::string> id;
  spawn([&] {
    id.set("from a child");
    spawn([&] {
      EXPECT_EQ(*id, "from a child");
      *id = "from a grandchild";
    }).join();
    EXPECT_EQ(*id, "from a grandchild");
  }).join();
  EXPECT_EQ(id.find(), nullptr) << "what main spawns is a tree of its own";
}

TEST_F(SpawnTest, WhatTheHubSpawnsIsATreeOfItsOwn) {
  SpawnTreeLocal<int> value([] { return 1; });
  *value = 2;
  int seen = 0;
  int below = 0;
  hub_.post([&] {
    spawn([&] {
      seen = *value;
      *value = 3;
      spawn([&] { below = *value; });
    });
  });
  sleep_for(1s);
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(below, 3);
  EXPECT_EQ(*value, 2);
}

TEST_F(SpawnTest, ATreesValuesDieWithItsLastFiber) {
  struct Noting {
    ~Noting() {
      if (gone != nullptr) *gone = true;
    }
    bool* gone = nullptr;
  };
  SpawnTreeLocal<std::unique_ptr<Noting>> noting(
      [] { return std::make_unique<Noting>(); });
  bool gone = false;
  AnyFiber grandchild;
  spawn([&] {
    (*noting)->gone = &gone;
    grandchild = spawn([] {});
  });
  sleep_for(1s);
  EXPECT_FALSE(gone);
  grandchild = {};
  EXPECT_TRUE(gone);
}

TEST_F(SpawnTest, AVariableThatEndsFirstTakesItsValuesAlong) {
  auto variable = std::make_unique<SpawnTreeLocal<int>>();
  variable->set(7);
  variable = std::make_unique<SpawnTreeLocal<int>>();
  EXPECT_EQ(variable->find(), nullptr);
}

class WithFiberTest : public HubTest {};

TEST_F(WithFiberTest, JoinsAfterTheBodyAndReturnsItsResult) {
  auto sleeper = spawn([] { sleep_for(2s); });
  EXPECT_EQ(with_fiber(sleeper, [&] { return sleeper.started() ? 5 : 0; }), 5);
  EXPECT_TRUE(sleeper.ready());
  EXPECT_EQ(elapsed_ms(), 2000);
}

TEST_F(WithFiberTest, AnExceptionOfTheBodyKillsTheFiberWithIt) {
  auto sleeper = spawn([] { sleep_for(2s); });
  EXPECT_THROW(with_fiber(sleeper,
                          [] {
                            yield();
                            throw std::out_of_range("far");
                          }),
               std::out_of_range);
  EXPECT_THROW(sleeper.get(), std::out_of_range);
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(WithFiberTest, AJoinThatEndsEarlyKillsTheFiber) {
  auto sleeper = spawn([] { sleep_for(2s); });
  Timeout timeout(1s);
  EXPECT_THROW(with_fiber(sleeper, [] {}), TimeoutExpired);
  EXPECT_TRUE(sleeper.killed());
  EXPECT_EQ(elapsed_ms(), 1000);
}

}  // namespace
}  // namespace gfetch
