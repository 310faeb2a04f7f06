#include "gfetch/engine/fiber.h"

#include <memory>
#include <stdexcept>

#include "gfetch/engine/event.h"
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

TEST_F(FiberTest, KillThrowsWhereTheFiberBlocks) {
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

TEST_F(FiberTest, KilledBeforeItRanItNeverRuns) {
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

TEST_F(FiberTest, ReadyToRunItTakesOneMoreTurnBeforeTheKill) {
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

TEST_F(FiberTest, KillCarriesAnyException) {
  auto fiber = spawn([] { sleep_for(10s); });
  yield();
  fiber.kill(std::make_exception_ptr(std::out_of_range("far")));
  EXPECT_THROW(fiber.get(), std::out_of_range);
}

TEST_F(FiberTest, MayCatchTheKillAndLiveOn) {
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

TEST_F(FiberTest, KillGivesUpAtItsLimit) {
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

TEST_F(FiberTest, KillingItselfThrowsAtOnce) {
  auto fiber = spawn([&] {
    current_fiber().kill();
    say("unreachable");
  });
  fiber.join();
  EXPECT_TRUE(fiber.killed());
  EXPECT_TRUE(story_.empty());
}

TEST_F(FiberTest, KillingItselfLaterThrowsAtTheNextBlock) {
  auto fiber = spawn([&] {
    current_fiber().kill(KillMode::kLater);
    say("still here");
    sleep_for(1s);
    say("unreachable");
  });
  fiber.join();
  EXPECT_EQ(story_, (Story{"still here"}));
}

TEST_F(FiberTest, SecondKillInterruptsTheCleanup) {
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

struct SleepsInDestructor {
  std::vector<std::string>& story;
  ~SleepsInDestructor() {
    sleep_for(1s);
    story.push_back("cleaned up");
  }
};

TEST_F(FiberTest, NoKillArrivesWhileItUnwinds) {
  auto fiber = spawn([&] {
    try {
      const SleepsInDestructor guard{story_};
      throw std::runtime_error("unwind");
    } catch (const std::runtime_error&) {
      say("caught");
    }
    sleep_for(10s);
    say("unreachable");
  });
  yield();
  EXPECT_TRUE(fiber.kill());
  EXPECT_EQ(story_, (Story{"cleaned up", "caught"}));
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(FiberTest, NoTimeoutArrivesWhileItUnwinds) {
  auto fiber = spawn([&] {
    Timeout timeout(500ms);
    try {
      const SleepsInDestructor guard{story_};
      throw std::runtime_error("unwind");
    } catch (const std::runtime_error&) {
    }
    try {
      sleep_for(10s);
    } catch (const TimeoutExpired& expired) {
      EXPECT_TRUE(timeout.owns(expired));
      say("expired");
    }
  });
  fiber.join();
  EXPECT_EQ(story_, (Story{"cleaned up", "expired"}));
}

TEST_F(FiberTest, ATimeoutThatEndedWhileItsFiberUnwoundIsForgotten) {
  auto fiber = spawn([&] {
    try {
      Timeout timeout(500ms);
      const SleepsInDestructor guard{story_};
      throw std::runtime_error("unwind");
    } catch (const std::runtime_error&) {
    }
    sleep_for(1s);
    say("undisturbed");
  });
  fiber.get();
  EXPECT_EQ(story_, (Story{"cleaned up", "undisturbed"}));
}

TEST_F(FiberTest, AKillShieldPutsOffTheKill) {
  auto fiber = spawn([&] {
    {
      const KillShield shield;
      sleep_for(1s);
      say("shielded");
    }
    sleep_for(1s);
    say("unreachable");
  });
  yield();
  fiber.kill();
  EXPECT_EQ(story_, (Story{"shielded"}));
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(FiberTest, YieldingInsideCatchKeepsItsOwnException) {
  auto body = [&](const char* text, Duration pause) {
    try {
      try {
        throw std::runtime_error(text);
      } catch (...) {
        sleep_for(pause);
        throw;
      }
    } catch (const std::runtime_error& error) {
      say(error.what());
    }
  };
  auto slow = spawn(body, "slow", 2s);
  auto fast = spawn(body, "fast", 1s);
  join_all({slow, fast});
  EXPECT_EQ(story_, (Story{"fast", "slow"}));
}

TEST_F(FiberTest, LinksAreCalledInTheirOrder) {
  auto fiber = spawn([&] { say("run"); });
  fiber.link([&](const AnyFiber&) { say("1"); });
  fiber.raw_link([&](const AnyFiber&) { say("2"); });
  fiber.link_value([&](const AnyFiber&) { say("3"); });
  fiber.link_exception([&](const AnyFiber&) { say("never"); });
  hub_.join();
  fiber.link([&](const AnyFiber&) { say("late"); });
  say("async");
  hub_.join();
  EXPECT_EQ(story_, (Story{"run", "1", "2", "3", "async", "late"}));
}

TEST_F(FiberTest, ALinkMayUnlinkALaterOne) {
  auto fiber = spawn([] {});
  LinkId second = 0;
  fiber.link([&](const AnyFiber& ended) { ended.unlink(second); });
  second = fiber.link([&](const AnyFiber&) { say("never"); });
  fiber.link([&](const AnyFiber&) { say("third"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"third"}));
}

TEST_F(FiberTest, AFailingLinkIsReportedAndTheOthersRun) {
  auto fiber = spawn([] {});
  fiber.name("it");
  fiber.raw_link([](const AnyFiber&) { throw std::runtime_error("bad link"); });
  fiber.link([&](const AnyFiber&) { say("next"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"next"}));
  expected_unobserved_ = {"a link of it"};
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

TEST_F(FiberTest, KilledBeforeItsDelayItNeverRuns) {
  auto fiber = spawn_later(2s, [&] { say("ran"); });
  fiber.kill();
  hub_.join();
  EXPECT_TRUE(story_.empty());
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(FiberTest, JoinAllReturnsThemAsTheyEnd) {
  auto nap = [](Duration length) { sleep_for(length); };
  auto a = spawn(nap, 3s);
  auto b = spawn(nap, 1s);
  auto c = spawn(nap, 2s);
  EXPECT_EQ(join_all({a, b, c}), (std::vector<AnyFiber>{b, c, a}));
}

TEST_F(FiberTest, JoinAllStopsAtItsLimitOrCount) {
  auto nap = [](Duration length) { sleep_for(length); };
  auto a = spawn(nap, 3s);
  auto b = spawn(nap, 1s);
  EXPECT_EQ(join_all({a, b}, {.count = 1}), (std::vector<AnyFiber>{b}));
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_EQ(join_all({a}, {.limit = 1s}).size(), 0U);
  EXPECT_EQ(elapsed_ms(), 2000);
  a.join();
}

TEST_F(FiberTest, JoinAllThrowsTheEarliestFailure) {
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

TEST_F(FiberTest, KillAllKillsThemTogether) {
  std::vector<Fiber<void>> fibers;
  for (int i = 0; i < 3; ++i) fibers.push_back(spawn([] { sleep_for(9s); }));
  yield();
  fibers.push_back(spawn([&] { say("ran"); }));
  EXPECT_TRUE(kill_all(fibers));
  for (auto& fiber : fibers) EXPECT_TRUE(fiber.killed());
  EXPECT_TRUE(story_.empty());
}

TEST_F(FiberTest, AKilledFiberHasNoResult) {
  auto fiber = spawn([] {
    sleep_for(1s);
    return 1;
  });
  fiber.kill();
  EXPECT_THROW(fiber.get(), FiberKilled);
  EXPECT_EQ(fiber.value(), std::nullopt);
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
