#include <memory>
#include <stdexcept>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "tests/engine/fiber/hub_fixture.h"

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
  EXPECT_FALSE(fiber.successful());
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

TEST_F(FiberKillTest, AKillArrivesInTheHubsTurnNotAtOnce) {
  auto fiber = spawn([&] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      say("killed");
      throw;
    }
  });
  yield();
  EXPECT_FALSE(fiber.kill(KillMode::kLater));
  say("asked");
  yield();
  EXPECT_EQ(story_, (Story{"asked", "killed"}));
}

TEST_F(FiberKillTest, AKillThatComesTooLateDoesNothing) {
  auto fiber = spawn([] {
    yield();
    return 3;
  });
  yield();
  fiber.kill(KillMode::kLater);
  EXPECT_EQ(fiber.get(), 3);
  EXPECT_FALSE(fiber.killed());
}

TEST_F(FiberKillTest, KillingTheDeadDoesNothing) {
  auto fiber = spawn([] { return 1; });
  fiber.join();
  EXPECT_TRUE(fiber.kill());
  EXPECT_TRUE(fiber.kill(KillMode::kLater));
  EXPECT_EQ(fiber.get(), 1);
}

TEST_F(FiberKillTest, KillingTheUnrunDoesNotBlock) {
  spawn([&] { say("other"); });
  auto fiber = spawn([&] { say("never"); });
  EXPECT_TRUE(fiber.kill());
  EXPECT_TRUE(story_.empty());
  EXPECT_TRUE(fiber.killed());
}

TEST_F(FiberKillTest, UnrunAndKilledWithAnExceptionItFailedWithThat) {
  auto fiber = spawn([&] { say("never"); });
  fiber.kill(std::make_exception_ptr(std::out_of_range("far")));
  EXPECT_FALSE(fiber.successful());
  EXPECT_THROW(fiber.get(), std::out_of_range);
}

TEST_F(FiberKillTest, TheKillersExceptionArrivesAsTheSameObject) {
  const auto sent = std::make_exception_ptr(std::runtime_error("sent"));
  auto fiber = spawn([&] {
    try {
      sleep_for(10s);
    } catch (...) {
      EXPECT_EQ(std::current_exception(), sent);
      throw;
    }
  });
  yield();
  fiber.kill(sent);
  EXPECT_EQ(fiber.exception(), sent);
}

TEST_F(FiberKillTest, ABlockingKillWaitsForTheCleanup) {
  auto fiber = spawn([&] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      sleep_for(1s);
      say("clean");
      throw;
    }
  });
  yield();
  EXPECT_TRUE(fiber.kill());
  EXPECT_EQ(story_, (Story{"clean"}));
  EXPECT_EQ(elapsed_ms(), 1000);
}

// The same program under python3-gevent: ['V', 'K', 'E'].
TEST_F(FiberKillTest, SeveralKillsArriveOneByOneInTheirOrder) {
  auto fiber = spawn([&] {
    for (int i = 0; i < 3; ++i) {
      try {
        sleep_for(10s);
      } catch (const std::range_error&) {
        say("range");
      } catch (const std::logic_error&) {
        say("logic");
      } catch (const FiberExit&) {
        say("exit");
      }
    }
  });
  yield();
  const auto later = KillMode::kLater;
  fiber.kill(std::make_exception_ptr(std::range_error("")), later);
  fiber.kill(std::make_exception_ptr(std::logic_error("")), later);
  fiber.kill(later);
  yield();
  EXPECT_EQ(story_, (Story{"range", "logic", "exit"}));
  EXPECT_TRUE(fiber.ready());
}

// The same program under python3-gevent: ['1 died', '0 killed other'].
TEST_F(FiberKillTest, OfTwoThatKillEachOtherTheFirstWins) {
  std::vector<Fiber<void>> fibers;
  const auto fight = [&](std::size_t me) {
    yield();
    try {
      fibers.at(1 - me).kill();
      say(std::to_string(me) + " killed the other");
    } catch (const FiberExit&) {
      say(std::to_string(me) + " died");
      throw;
    }
  };
  for (std::size_t me : {0U, 1U}) fibers.push_back(spawn(fight, me));
  join_all(fibers);
  EXPECT_EQ(story_, (Story{"1 died", "0 killed the other"}));
}

TEST_F(FiberKillTest, TheVictimDiesThoughItsKillerIsKilled) {
  auto victim = spawn([&] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      sleep_for(1s);
      say("victim");
      throw;
    }
  });
  yield();
  auto killer = spawn([&] { victim.kill(); });
  yield();
  killer.kill();
  say("killer");
  victim.join();
  EXPECT_EQ(story_, (Story{"killer", "victim"}));
}

TEST_F(FiberKillTest, AFiberKilledBySeveralDiesOnceForAll) {
  auto victim = spawn([] { sleep_for(10s); });
  yield();
  for (int i = 0; i < 3; ++i) {
    spawn([&] {
      EXPECT_TRUE(victim.kill());
      say("gone");
    });
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"gone", "gone", "gone"}));
}

TEST_F(FiberKillTest, ACaughtKillOfItselfLetsItLiveOn) {
  auto fiber = spawn([&] {
    current_fiber().kill(KillMode::kLater);
    EXPECT_THROW(yield(), FiberExit);
    yield();
    return 5;
  });
  EXPECT_EQ(fiber.get(), 5);
}

TEST_F(FiberKillTest, TheMainFiberCanBeKilledToo) {
  const AnyFiber main = current_fiber();
  spawn([&] { main.kill(KillMode::kLater); });
  EXPECT_THROW(sleep_for(10s), FiberExit);
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(FiberKillTest, AKillIsNotReported) {
  auto fiber = spawn([] { sleep_for(10s); });
  yield();
  fiber.kill();
  fiber = {};
  EXPECT_TRUE(unobserved_.empty());
}

TEST_F(FiberKillTest, AKillWithAnExceptionNobodyAsksForIsReported) {
  auto fiber = spawn([] { sleep_for(10s); });
  fiber.name("victim");
  yield();
  fiber.kill(std::make_exception_ptr(std::runtime_error("sent")));
  fiber = {};
  expected_unobserved_ = {"victim"};
}

TEST_F(FiberKillTest, TheLinksOfAKilledFiberAreCalled) {
  auto fiber = spawn([] { sleep_for(10s); });
  fiber.link_value([&](const AnyFiber&) { say("value"); });
  fiber.link_exception([&](const AnyFiber&) { say("never"); });
  yield();
  fiber.kill();
  hub_.join();
  EXPECT_EQ(story_, (Story{"value"})) << "a kill is no failure";
}

TEST_F(FiberKillTest, ASpawnedFiberOutlivesItsKilledSpawner) {
  auto parent = spawn([&] {
    spawn([&] {
      sleep_for(1s);
      say("child");
    });
    sleep_for(10s);
  });
  yield();
  parent.kill();
  hub_.join();
  EXPECT_EQ(story_, (Story{"child"}));
}

TEST_F(FiberKillTest, WhatItWaitedForIsUnharmed) {
  Event event;
  auto first = spawn([&] { event.wait(); });
  auto second = spawn([&] { event.wait(); });
  yield();
  first.kill();
  event.set();
  EXPECT_TRUE(second.join());
}

TEST_F(FiberKillTest, KillAllCancelsTheUnrunBeforeItThrows) {
  auto running = spawn([&] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      say("thrown");
      throw;
    }
  });
  yield();
  auto unrun = spawn([&] { say("never"); });
  unrun.raw_link([&](const AnyFiber&) { say("cancelled"); });
  EXPECT_TRUE(kill_all({running, unrun}));
  EXPECT_TRUE(unrun.killed());
  EXPECT_EQ(story_, (Story{"cancelled", "thrown"}));
}

TEST_F(FiberKillTest, KillAllThrowsToAllInOneTurn) {
  const auto nap = [&](const char* name) {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      spawn([this, name] { say(std::string("after ") + name); });
      say(name);
      throw;
    }
  };
  auto a = spawn(nap, "a");
  auto b = spawn(nap, "b");
  yield();
  kill_all({a, b});
  EXPECT_EQ(story_, (Story{"a", "b"}));
  yield();
  EXPECT_EQ(story_, (Story{"a", "b", "after a", "after b"}));
}

TEST_F(FiberKillTest, KillAllGivesUpAtItsLimit) {
  auto diehard = spawn([] {
    try {
      sleep_for(10s);
    } catch (const FiberExit&) {
      sleep_for(5s);
    }
  });
  yield();
  const auto exit = std::make_exception_ptr(FiberExit{});
  EXPECT_FALSE(kill_all({diehard}, exit, KillMode::kBlock, 1s));
  EXPECT_EQ(elapsed_ms(), 1000);
  diehard.join();
}

TEST_F(FiberKillTest, KillAllOfNoneOrOfTheDeadIsDone) {
  auto dead = spawn([] {});
  dead.join();
  EXPECT_TRUE(kill_all(std::vector<AnyFiber>{}));
  EXPECT_TRUE(kill_all({dead, dead}));
}

TEST_F(FiberKillTest, KillAllLaterIsTrueIfAllHaveEnded) {
  auto dead = spawn([] {});
  auto other = spawn([] {});
  auto unrun = spawn([] {});
  join_all({dead, other});
  auto sleeper = spawn([] { sleep_for(1h); });
  yield();
  EXPECT_TRUE(kill_all({dead, other}, fiber_exit(), KillMode::kLater));
  EXPECT_TRUE(
      kill_all(std::vector<AnyFiber>(), fiber_exit(), KillMode::kLater));
  EXPECT_FALSE(kill_all({dead, sleeper}, fiber_exit(), KillMode::kLater));
  sleeper.join();
  EXPECT_TRUE(kill_all({dead, sleeper}, fiber_exit(), KillMode::kLater));
  auto unstarted = make_fiber([] {});
  EXPECT_TRUE(kill_all({unrun, unstarted}, fiber_exit(), KillMode::kLater))
      << "what has not begun ends at once";
}

TEST_F(FiberKillTest, KillAllCarriesAnyException) {
  std::vector<Fiber<void>> fibers;
  for (int i = 0; i < 2; ++i) fibers.push_back(spawn([] { sleep_for(9s); }));
  yield();
  kill_all(fibers, std::make_exception_ptr(std::range_error("out")));
  for (const auto& fiber : fibers) EXPECT_THROW(fiber.get(), std::range_error);
}

// The same program under python3-gevent: ['other', 'killed', 'raw', 'link'].
TEST_F(FiberKillTest, TheKillerGoesOnBeforeTheLinksOfItsVictim) {
  auto fiber = spawn([] { sleep_for(10s); });
  yield();
  fiber.raw_link([&](const AnyFiber&) { say("raw"); });
  fiber.link([&](const AnyFiber&) { say("link"); });
  spawn([&] { say("other"); });
  fiber.kill();
  say("killed");
  yield();
  EXPECT_EQ(story_, (Story{"other", "killed", "raw", "link"}));
}

// The same program under python3-gevent: ['caught', 'end', 'raw', 'killed'].
TEST_F(FiberKillTest, TheKillerOfASurvivorGoesOnAsAJoiner) {
  auto fiber = spawn([&] {
    EXPECT_THROW(sleep_for(10s), FiberExit);
    sleep_for(1s);
    say("end");
  });
  yield();
  fiber.raw_link([&](const AnyFiber&) { say("raw"); });
  fiber.kill();
  say("killed");
  EXPECT_EQ(story_, (Story{"end", "raw", "killed"}));
}

TEST_F(FiberKillTest, WhoKillsAllGoesOnBeforeTheirLinks) {
  const auto victim = [] { sleep_for(1h); };
  const auto first = spawn(victim);
  const auto second = spawn(victim);
  yield();
  for (const auto& fiber : {first, second}) {
    fiber.link([&](const AnyFiber&) { say("link"); });
  }
  EXPECT_TRUE(kill_all({first, second}));
  say("killed");
  yield();
  EXPECT_EQ(story_, (Story{"killed", "link", "link"}));
}

}  // namespace
}  // namespace gfetch
