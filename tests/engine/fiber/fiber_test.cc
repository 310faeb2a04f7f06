#include "gfetch/fiber/fiber.h"

#include <memory>
#include <stdexcept>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class FiberTest : public HubTest {};

TEST_F(FiberTest, StartsWhenTheSpawnerBlocks) {
  auto fiber = spawn([&] { say("fiber"); });
  say("main");
  EXPECT_TRUE(fiber.started());
  fiber.join();
  EXPECT_EQ(story_, (Story{"main", "fiber"}));
  EXPECT_TRUE(fiber.ready());
  EXPECT_FALSE(fiber.started());
}

TEST_F(FiberTest, YieldGoesBehindAllThatIsReady) {
  spawn([&] {
    say("par");
    spawn([&] { say("child"); });
    yield();
    say("par2");
  });
  spawn([&] { say("sib"); });
  say("main");
  yield();
  say("main2");
  yield();
  yield();
  say("main3");
  EXPECT_EQ(story_,
            (Story{"main", "par", "sib", "main2", "child", "par2", "main3"}));
}

TEST_F(FiberTest, TwoFibersTakeTurns) {
  auto talk = [&](const char* name) {
    for (int turn = 1; turn <= 2; ++turn) {
      say(name + std::to_string(turn));
      yield();
    }
  };
  join_all({spawn(talk, "a"), spawn(talk, "b")});
  EXPECT_EQ(story_, (Story{"a1", "b1", "a2", "b2"}));
}

TEST_F(FiberTest, SleepingFibersOfEqualLengthWakeInTheOrderTheySlept) {
  for (int i = 0; i < 10; ++i) {
    spawn([&, i] {
      sleep_for(1ms);
      say(std::to_string(i));
    });
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
  EXPECT_EQ(elapsed_ms(), 1);
}

TEST_F(FiberTest, GetReturnsTheResultEachTime) {
  auto sum = spawn([](int a, int b) { return a + b; }, 1, 2);
  EXPECT_EQ(sum.get(), 3);
  EXPECT_EQ(sum.get(), 3);
  EXPECT_EQ(sum.value(), 3);
}

TEST_F(FiberTest, MovesOutWhatCannotBeCopied) {
  auto fiber =
      spawn([](std::unique_ptr<int> p) { return p; }, std::make_unique<int>(7));
  EXPECT_EQ(*std::move(fiber).get(), 7);
}

TEST_F(FiberTest, GetThrowsWhatTheFiberThrewEachTime) {
  auto fiber = spawn([]() -> int { throw std::runtime_error("no"); });
  EXPECT_THROW(fiber.get(), std::runtime_error);
  EXPECT_THROW(fiber.get(), std::runtime_error);
  EXPECT_FALSE(fiber.successful());
  EXPECT_TRUE(fiber.exception());
}

TEST_F(FiberTest, AnExceptionNobodyAskedForIsReported) {
  {
    auto fiber = spawn([] { throw std::runtime_error("no"); });
    fiber.name("unlucky");
    fiber.join();
    EXPECT_TRUE(unobserved_.empty());
  }
  expected_unobserved_ = {"unlucky"};
}

TEST_F(FiberTest, GetGivesUpAtItsLimit) {
  auto fiber = spawn([] { sleep_for(10s); });
  EXPECT_THROW(fiber.get(1s), TimeoutExpired);
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_FALSE(fiber.join(1s));
  fiber.kill();
}

TEST_F(FiberTest, SpawnLaterRunsAfterItsDelay) {
  auto fiber = spawn_later(2s, [&] { return elapsed_ms(); });
  EXPECT_EQ(fiber.get(), 2000);
}

TEST_F(FiberTest, SpawnLaterZeroComesAfterThisTurnsCallbacks) {
  spawn_later(0s, [&] { say("later"); });
  spawn([&] { say("spawn"); });
  say("main");
  yield();
  say("main2");
  sleep_for(1ms);
  EXPECT_EQ(story_, (Story{"main", "spawn", "main2", "later"}));
}

TEST_F(FiberTest, HasANumberOrAName) {
  auto first = spawn([] {});
  auto second = spawn([] {});
  second.name("reader");
  EXPECT_EQ(first.name(), "fiber-1");
  EXPECT_EQ(second.name(), "reader");
  EXPECT_EQ(current_fiber().name(), "main");
}

TEST_F(FiberTest, OnlyFromItsStartToItsEndIsItStarted) {
  auto fiber = make_fiber([&] { EXPECT_TRUE(current_fiber().started()); });
  EXPECT_FALSE(fiber.started());
  EXPECT_FALSE(fiber.ready());
  fiber.start();
  EXPECT_TRUE(fiber.started());
  EXPECT_FALSE(fiber.successful()) << "not before its end";
  fiber.join();
  EXPECT_FALSE(fiber.started());
  EXPECT_TRUE(fiber.successful());
}

TEST_F(FiberTest, GoesOnWhenItsHandleIsDropped) {
  spawn([&] {
    sleep_for(1s);
    say("ran");
  });
  hub_.join();
  EXPECT_EQ(story_, (Story{"ran"}));
}

TEST_F(FiberTest, ItsClosureDiesWithItAndNotWithItsHandle) {
  auto watched = std::make_shared<int>(1);
  auto fiber = spawn([watched] { return *watched; });
  EXPECT_EQ(fiber.get(), 1);
  EXPECT_EQ(watched.use_count(), 1);
}

TEST_F(FiberTest, ItsResultLivesAsLongAsAHandle) {
  auto watched = std::make_shared<int>(1);
  {
    auto fiber = spawn([watched] { return watched; });
    hub_.join();
    EXPECT_EQ(watched.use_count(), 2);
  }
  EXPECT_EQ(watched.use_count(), 1);
}

TEST_F(FiberTest, GetWithLimitZeroGivesWhatIsThereAfterOnePass) {
  auto quick = spawn([] { return 1; });
  auto slow = spawn([] {
    sleep_for(1s);
    return 2;
  });
  EXPECT_EQ(quick.get(0s), 1);
  EXPECT_THROW(slow.get(0s), TimeoutExpired);
  EXPECT_EQ(slow.get(), 2);
}

TEST_F(FiberTest, JoiningTheDeadDoesNotBlock) {
  auto fiber = spawn([] {});
  fiber.join();
  spawn([&] { say("others"); });
  EXPECT_TRUE(fiber.join());
  EXPECT_TRUE(story_.empty());
}

TEST_F(FiberTest, JoinNeverThrowsWhatItThrew) {
  auto fiber = spawn([] { throw std::runtime_error("no"); });
  EXPECT_TRUE(fiber.join());
  EXPECT_FALSE(fiber.successful());
  EXPECT_TRUE(fiber.exception());
}

TEST_F(FiberTest, ThrowingFiberExitItEndsAsIfKilled) {
  auto fiber = spawn([]() -> int { throw FiberExit(); });
  fiber.join();
  EXPECT_TRUE(fiber.killed());
  EXPECT_FALSE(fiber.successful());
  EXPECT_FALSE(fiber.exception());
}

TEST_F(FiberTest, WhatIsNoStdExceptionIsKeptToo) {
  auto fiber = spawn([] { throw 42; });
  EXPECT_THROW(fiber.get(), int);
}

TEST_F(FiberTest, ManyJoinersGoOnInTheOrderTheyCame) {
  auto fiber = spawn([] { sleep_for(1s); });
  for (const char* name : {"a", "b", "c"}) {
    spawn([&, name] {
      fiber.join();
      say(name);
    });
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"a", "b", "c"}));
}

TEST_F(FiberTest, AJoinerThatGaveUpIsForgotten) {
  auto fiber = spawn([] { sleep_for(2s); });
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(fiber.join(100ms));
  EXPECT_TRUE(fiber.join());
  EXPECT_EQ(elapsed_ms(), 2000);
}

TEST_F(FiberTest, ItsEndAndTheJoinersLimitAtOneMomentTheLimitWins) {
  auto fiber = spawn([] { sleep_for(1s); });
  EXPECT_FALSE(fiber.join(1s)) << "its end takes one more turn to arrive";
  EXPECT_TRUE(fiber.ready());
}

TEST_F(FiberTest, ASleepComesAfterAnyNumberOfTurns) {
  spawn([&] {
    sleep_for(1ns);
    say("slept");
  });
  spawn([&] {
    for (int i = 0; i < 1000; ++i) yield();
    say("turns");
  });
  hub_.join();
  EXPECT_EQ(story_, (Story{"turns", "slept"}));
}

TEST_F(FiberTest, SleepingFibersWakeByDeadlineNotByTheOrderTheySlept) {
  for (int n : {3, 1, 2}) {
    spawn([&, n] {
      sleep_for(n * 1ms);
      say(std::to_string(n));
    });
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"1", "2", "3"}));
}

TEST_F(FiberTest, SleepingForNoTimeIsAYield) {
  spawn([&] { say("other"); });
  sleep_for(0s);
  say("main");
  sleep_for(-1s);
  EXPECT_EQ(story_, (Story{"other", "main"}));
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(FiberTest, AFiberMayJoinAFiberThatJoinsAFiber) {
  auto chain = spawn([] { return 0; });
  for (int i = 1; i <= 20; ++i) {
    chain = spawn([before = chain] { return before.get() + 1; });
  }
  EXPECT_EQ(chain.get(), 20);
}

TEST_F(FiberTest, TheMainFiberIsAFiberToo) {
  const AnyFiber main = current_fiber();
  EXPECT_TRUE(main.started());
  auto joiner = spawn([&] { return main.join(1s); });
  EXPECT_FALSE(joiner.get());
}

}  // namespace
}  // namespace gfetch
