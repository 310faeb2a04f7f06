// Exceptions and fibers: each fiber has its own, and nothing is thrown into one
// that unwinds.
#include <stdexcept>

#include "gfetch/engine/fiber.h"
#include "gfetch/engine/timeout.h"
#include "tests/engine/hub_fixture.h"

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

}  // namespace
}  // namespace gfetch
