#include <memory>
#include <stdexcept>

#include "gfetch/engine/fiber.h"
#include "tests/engine/hub_fixture.h"

namespace gfetch {
namespace {

class FiberKillTest : public HubTest {};

TEST_F(FiberKillTest, KillThrowsWhereTheFiberBlocks) {
  auto fiber = spawn([&] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      say("killed");
      throw;
    }
  });
  yield();
  EXPECT_TRUE(fiber.kill());
  EXPECT_TRUE(fiber.killed());
  EXPECT_TRUE(fiber.successful());
  EXPECT_EQ(story_, (Story{"killed"}));
}

TEST_F(FiberKillTest, KilledBeforeItRanItNeverRuns) {
  auto guard = std::make_shared<int>(1);
  auto fiber = spawn([&, guard] { say("ran"); });
  fiber.link([&](const AnyFiber&) { say("link"); });
  EXPECT_EQ(guard.use_count(), 2);
  fiber.kill();
  say("back");
  EXPECT_EQ(guard.use_count(), 1) << "the closure is gone";
  hub_.join();
  EXPECT_EQ(story_, (Story{"back", "link"}));
}

TEST_F(FiberKillTest, ReadyToRunItTakesOneMoreTurnBeforeTheKill) {
  auto fiber = spawn([&] {
    for (;;) {
      yield();
      say("turn");
    }
  });
  yield();
  say("kill");
  fiber.kill();
  EXPECT_EQ(story_, (Story{"kill", "turn"}));
}

TEST_F(FiberKillTest, KillCarriesAnyException) {
  auto fiber = spawn([] { sleep_for(10s); });
  yield();
  fiber.kill(std::make_exception_ptr(std::out_of_range("far")));
  EXPECT_THROW(fiber.get(), std::out_of_range);
}

TEST_F(FiberKillTest, MayCatchTheKillAndLiveOn) {
  auto fiber = spawn([] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
    }
    sleep_for(1s);
    return 5;
  });
  yield();
  EXPECT_TRUE(fiber.kill());
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_EQ(fiber.get(), 5);
}

TEST_F(FiberKillTest, KillGivesUpAtItsLimit) {
  auto fiber = spawn([] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      sleep_for(5s);
    }
  });
  yield();
  EXPECT_FALSE(fiber.kill(KillMode::kBlock, 1s));
  EXPECT_EQ(elapsed_ms(), 1000);
  fiber.join();
}

TEST_F(FiberKillTest, KillingItselfThrowsAtOnce) {
  auto fiber = spawn([&] {
    current_fiber().kill();
    say("unreachable");
  });
  fiber.join();
  EXPECT_TRUE(fiber.killed());
  EXPECT_TRUE(story_.empty());
}

TEST_F(FiberKillTest, KillingItselfLaterThrowsAtTheNextBlock) {
  auto fiber = spawn([&] {
    current_fiber().kill(KillMode::kLater);
    say("still here");
    sleep_for(1s);
    say("unreachable");
  });
  fiber.join();
  EXPECT_EQ(story_, (Story{"still here"}));
}

TEST_F(FiberKillTest, SecondKillInterruptsTheCleanup) {
  auto fiber = spawn([&] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      try {
        sleep_for(10s);
      } catch (const FiberExit&) {
        say("again");
      }
    }
  });
  yield();
  fiber.kill(KillMode::kLater);
  yield();
  fiber.kill();
  EXPECT_EQ(story_, (Story{"again"}));
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(FiberKillTest, KilledBeforeItsDelayItNeverRuns) {
  auto fiber = spawn_later(2s, [&] { say("ran"); });
  fiber.kill();
  hub_.join();
  EXPECT_TRUE(story_.empty());
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(FiberKillTest, KillAllKillsThemTogether) {
  std::vector<Fiber<void>> fibers;
  for (int i = 0; i < 3; ++i) fibers.push_back(spawn([] { sleep_for(9s); }));
  yield();
  fibers.push_back(spawn([&] { say("ran"); }));
  EXPECT_TRUE(kill_all(fibers));
  for (auto& fiber : fibers) EXPECT_TRUE(fiber.killed());
  EXPECT_TRUE(story_.empty());
}

TEST_F(FiberKillTest, AKilledFiberHasNoResult) {
  auto fiber = spawn([] {
    sleep_for(1s);
    return 1;
  });
  fiber.kill();
  EXPECT_THROW(fiber.get(), FiberKilled);
  EXPECT_EQ(fiber.value(), std::nullopt);
}

}  // namespace
}  // namespace gfetch
