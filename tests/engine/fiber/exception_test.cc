// Exceptions and fibers: each fiber has its own exceptions, and nothing is
// thrown into a fiber that unwinds.
#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ExceptionTest : public HubTest {};

struct SleepsInDestructor {
  std::vector<std::string>& story;
  ~SleepsInDestructor() {
    sleep_for(1s);
    story.push_back("cleaned up");
  }
};

TEST_F(ExceptionTest, NoKillArrivesWhileItUnwinds) {
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

TEST_F(ExceptionTest, NoTimeoutArrivesWhileItUnwinds) {
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

TEST_F(ExceptionTest, ATimeoutThatEndedWhileItsFiberUnwoundIsForgotten) {
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

TEST_F(ExceptionTest, AKillShieldPutsOffTheKill) {
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

TEST_F(ExceptionTest, YieldingInsideCatchKeepsItsOwnException) {
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

TEST_F(ExceptionTest, HandlersThatInterleaveRethrowTheirOwn) {
  std::vector<AnyFiber> fibers;
  for (int i = 0; i < 3; ++i) {
    fibers.push_back(spawn([&, i] {
      try {
        try {
          throw i;
        } catch (...) {
          for (int turn = 0; turn <= i; ++turn) yield();
          throw;
        }
      } catch (int caught) {
        EXPECT_EQ(caught, i);
        say(std::to_string(i));
      }
    }));
  }
  join_all(fibers);
  EXPECT_EQ(story_, (Story{"0", "1", "2"}));
}

TEST_F(ExceptionTest, TheMainFiberKeepsItsExceptionWhileOthersThrow) {
  try {
    throw std::runtime_error("main");
  } catch (...) {
    spawn([] {
      EXPECT_FALSE(std::current_exception());
      EXPECT_THROW(throw 1, int);
    }).join();
    EXPECT_THROW(throw, std::runtime_error);
  }
}

TEST_F(ExceptionTest, NestedHandlersKeepTheirOrderAcrossBlocks) {
  auto fiber = spawn([&] {
    try {
      throw std::string("outer");
    } catch (const std::string& outer) {
      yield();
      try {
        throw std::string("inner");
      } catch (const std::string& inner) {
        yield();
        say(inner);
      }
      say(outer);
    }
  });
  EXPECT_THROW(throw 1, int);
  fiber.get();
  EXPECT_EQ(story_, (Story{"inner", "outer"}));
}

TEST_F(ExceptionTest, UncaughtExceptionsAreCountedForEachFiber) {
  auto unwinding = spawn([&] {
    try {
      const SleepsInDestructor guard{story_};
      throw 1;
    } catch (int) {
    }
  });
  yield();
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  spawn([] { EXPECT_EQ(std::uncaught_exceptions(), 0); }).join();
  unwinding.get();
}

TEST_F(ExceptionTest, EachFiberHasItsErrno) {
  auto fiber = spawn([] {
    errno = EPIPE;
    yield();
    EXPECT_EQ(errno, EPIPE);
  });
  errno = ENOENT;
  yield();
  EXPECT_EQ(errno, ENOENT);
  fiber.get();
}

TEST_F(ExceptionTest, AKillThatIsSwallowedIsFollowedByTheNext) {
  auto fiber = spawn([&] {
    for (int lives = 2; lives > 0; --lives) {
      try {
        sleep_for(10s);
      } catch (...) {
        say("swallowed");
      }
    }
    sleep_for(10s);
  });
  yield();
  for (int i = 0; i < 3; ++i) fiber.kill(KillMode::kBlock, 0s);
  EXPECT_TRUE(fiber.killed());
  EXPECT_EQ(story_, (Story{"swallowed", "swallowed"}));
}

TEST_F(ExceptionTest, KillShieldsNest) {
  auto fiber = spawn([&] {
    {
      const KillShield outer;
      {
        const KillShield inner;
        sleep_for(1s);
      }
      sleep_for(1s);
      say("shielded");
    }
    yield();
    say("unreachable");
  });
  yield();
  fiber.kill();
  EXPECT_EQ(story_, (Story{"shielded"}));
  EXPECT_EQ(elapsed_ms(), 2000);
}

TEST_F(ExceptionTest, WhatAShieldPutOffIsThrownInItsOrder) {
  auto fiber = spawn([&] {
    {
      const KillShield shield;
      sleep_for(1s);
    }
    EXPECT_THROW(yield(), std::range_error);
    EXPECT_THROW(yield(), FiberExit);
    say("both");
  });
  yield();
  fiber.kill(std::make_exception_ptr(std::range_error("")), KillMode::kLater);
  fiber.kill();
  EXPECT_EQ(story_, (Story{"both"}));
}

TEST_F(ExceptionTest, AShieldedWaitStillEndsAtItsLimit) {
  Event never;
  const KillShield shield;
  EXPECT_FALSE(never.wait(1s));
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(ExceptionTest, AKillInsideAHandlerReplacesNothing) {
  auto fiber = spawn([&] {
    try {
      throw std::runtime_error("first");
    } catch (const std::runtime_error& error) {
      EXPECT_THROW(sleep_for(10s), FiberExit);
      say(error.what());
    }
  });
  yield();
  fiber.kill();
  EXPECT_EQ(story_, (Story{"first"}));
}

}  // namespace
}  // namespace gfetch
