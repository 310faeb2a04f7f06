#include "gfetch/engine/fiber.h"

#include <memory>
#include <stdexcept>

#include "gfetch/engine/timeout.h"
#include "tests/engine/hub_fixture.h"

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

TEST_F(FiberTest, SleepersOfEqualLengthWakeInTheOrderTheySlept) {
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

}  // namespace
}  // namespace gfetch
