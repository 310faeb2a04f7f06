#include "gfetch/fiber/shutdown.h"

#include <exception>
#include <stdexcept>
#include <thread>

#include "gfetch/fiber/exceptions.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ShutdownTest : public HubTest {
 protected:
  struct SlowCleanup {
    ShutdownTest& test;
    ~SlowCleanup() {
      sleep_for(1s);
      test.say("cleaned up");
    }
  };
  void sleep_with_cleanup() {
    const SlowCleanup cleanup{*this};
    sleep_for(1h);
  }
};

TEST_F(ShutdownTest, EndsNothingWhereNothingIs) {
  EXPECT_TRUE(shutdown());
  EXPECT_TRUE(shutdown(0s));
}

TEST_F(ShutdownTest, KillsAllAndWaitsForTheirCleanup) {
  const auto sleeper = spawn([this] { sleep_with_cleanup(); });
  const auto unbegun = spawn_later(1h, [this] { say("ran"); });
  yield();
  EXPECT_TRUE(shutdown());
  EXPECT_TRUE(sleeper.killed());
  EXPECT_TRUE(unbegun.ready());
  EXPECT_EQ(hub_.fiber_count(), 0U);
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_EQ(story_, Story{"cleaned up"});
}

TEST_F(ShutdownTest, GivesUpAtItsLimit) {
  spawn([this] { sleep_with_cleanup(); });
  yield();
  EXPECT_FALSE(shutdown(100ms));
  EXPECT_EQ(elapsed_ms(), 100);
  EXPECT_EQ(hub_.fiber_count(), 1U);
  hub_.join();  // the cleanup goes on
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_EQ(story_, Story{"cleaned up"});
}

TEST_F(ShutdownTest, KillsEachFiberOnce) {
  spawn([this] {
    try {
      sleep_for(1h);
    } catch (const FiberExit&) {
      sleep_for(1s);
      say("cleaned up by a handler");
      throw;
    }
  });
  yield();
  EXPECT_TRUE(shutdown());
  EXPECT_EQ(story_, Story{"cleaned up by a handler"});
}

TEST_F(ShutdownTest, KillsWhatCleanupStarts) {
  struct Starts {
    ~Starts() {
      spawn([] { sleep_for(1h); });
    }
  };
  spawn([] {
    const Starts starts;
    sleep_for(1h);
  });
  yield();
  EXPECT_TRUE(shutdown());
  EXPECT_EQ(hub_.fiber_count(), 0U);
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(ShutdownTest, LeavesTheCallerAlive) {
  const auto other = spawn([] { sleep_for(1h); });
  const auto caller = spawn([this] {
    EXPECT_TRUE(shutdown());
    sleep_for(1s);
    say("caller goes on");
  });
  caller.join();
  EXPECT_TRUE(other.killed());
  EXPECT_FALSE(caller.killed());
  EXPECT_EQ(story_, Story{"caller goes on"});
}

TEST_F(ShutdownTest, LeavesTheLoopThoughSomethingKeepsItAlive) {
  const KeepAlive keep_alive(hub_);
  spawn([] { sleep_for(1h); });
  spawn([] {
    sleep_for(1ms);
    EXPECT_TRUE(shutdown());
  });
  EXPECT_TRUE(hub_.join());
  EXPECT_EQ(hub_.fiber_count(), 0U);
  // The next join() waits for it again.
  EXPECT_FALSE(hub_.join(10ms));
}

TEST_F(ShutdownTest, ASecondCallEndsTheFirst) {
  spawn([this] { sleep_with_cleanup(); });
  const auto first = spawn([] { shutdown(); });
  yield();
  EXPECT_TRUE(shutdown());
  EXPECT_TRUE(first.killed());
  EXPECT_EQ(story_, Story{"cleaned up"});
}

TEST(ShutdownWithoutHubTest, IsRefused) {
  EXPECT_THROW(shutdown(), std::logic_error);
}

}  // namespace
}  // namespace gfetch
