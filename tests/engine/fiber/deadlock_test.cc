// A deadlock in which the main fiber is shielded: nothing may be thrown to it,
// so the hub reports the deadlock on stderr and gives the wait up.
#include <optional>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class DeadlockTest : public HubTest {
 protected:
  DeadlockTest() { ::testing::internal::CaptureStderr(); }
  ~DeadlockTest() override {
    if (!report_) stop_capture();
  }

  /// Returns what was printed on stderr during the test.
  const std::string& report() {
    if (!report_) stop_capture();
    return *report_;
  }
  void expect_report_of(const std::string& what) {
    EXPECT_NE(report().find(what), std::string::npos) << report();
  }

  /// Returns a fiber that waits for `end_` and swallows all kills.
  Fiber<void> immortal() {
    return make_fiber([this] {
      while (!end_.is_set()) {
        try {
          end_.wait();
        } catch (const FiberExit&) {
          say("swallowed");
        }
      }
    });
  }

  Event end_{"the end"};

 private:
  void stop_capture() { report_ = ::testing::internal::GetCapturedStderr(); }

  std::optional<std::string> report_;
};

TEST_F(DeadlockTest, ADestructorThatWaitsInVainGoesOn) {
  struct Waiting {
    Event& event;
    bool& set;
    ~Waiting() { set = event.wait(); }
  };
  bool set = true;
  try {
    const Waiting waiting{end_, set};
    throw std::runtime_error("unwind");
  } catch (const std::runtime_error&) {
  }
  EXPECT_FALSE(set) << "the wait ended as if its limit had expired";
  expect_report_of("main in the end");
}

TEST_F(DeadlockTest, EveryWaitUnderAShieldGoesOnWithoutWhatItWaitedFor) {
  Queue<int> queue(1);
  queue.put(1);
  Channel<int> channel;
  Semaphore semaphore(0);
  const Fiber<void> unstarted = make_fiber([] {});
  {
    const KillShield shield;
    EXPECT_FALSE(queue.put(2));
    (void)queue.try_get();
    EXPECT_EQ(queue.get(), std::nullopt);
    EXPECT_EQ(queue.peek(), nullptr);
    EXPECT_FALSE(channel.put(1));
    EXPECT_EQ(channel.get(), std::nullopt);
    EXPECT_FALSE(semaphore.acquire());
    EXPECT_FALSE(unstarted.join());
    EXPECT_TRUE(join_all({unstarted}).empty());
    EXPECT_THROW(unstarted.get(), LoopExit);
  }
  EXPECT_NO_THROW(yield()) << "the deadlock is not reported twice";
  EXPECT_THROW(end_.wait(), LoopExit) << "without a shield it is thrown";
}

TEST_F(DeadlockTest, AGuardThatGotNothingReturnsNothing) {
  Semaphore semaphore(0);
  RLock lock;
  const auto owner = spawn([&] {
    const RLockGuard guard(lock);
    end_.wait();
  });
  yield();
  {
    const KillShield shield;
    const SemaphoreGuard guard(semaphore);
    const RLockGuard lock_guard(lock);
  }
  EXPECT_EQ(semaphore.permits(), 0U);
  EXPECT_FALSE(lock.owned());
  end_.set();
  owner.join();
}

TEST_F(DeadlockTest, AGroupWhoseMemberSwallowsAllKillsLetsItGo) {
  const auto fiber = immortal();
  {
    Group group;
    group.start(fiber);
    yield();
  }
  EXPECT_FALSE(fiber.ready());
  EXPECT_EQ(story_, (Story{"swallowed"}));
  expect_report_of("fiber-1 survives its group, waiting for the end");
  end_.set();
  fiber.join();
}

TEST_F(DeadlockTest, APoolLetsItGoAndAFullOneExceedsItsLimit) {
  const auto fiber = immortal();
  {
    Pool pool(1);
    pool.start(fiber);
    yield();
    const KillShield shield;
    pool.spawn([this] { say("beyond the limit"); }).join();
    EXPECT_EQ(pool.free_count(), 0U);
    EXPECT_EQ(pool.size(), 1U);
  }
  expect_report_of("fiber-1 survives its group");
  EXPECT_EQ(story_, (Story{"beyond the limit", "swallowed"}));
  end_.set();
  fiber.join();
}

}  // namespace
}  // namespace gfetch
