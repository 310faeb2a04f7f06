// Functions that may not throw, destructors above all, in places where there is
// no running fiber: in the hub itself, after its end, in a thread without one.
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class NoexceptTest : public HubTest {
 protected:
  /// Calls `fn` in the hub itself.
  void in_hub(std::function<void()> fn) {
    hub_.post(std::move(fn));
    sleep_for(1ms);
  }
};

TEST_F(NoexceptTest, ALockCanBeAskedAboutInTheHub) {
  RLock lock;
  lock.acquire();
  in_hub([&] {
    EXPECT_FALSE(lock.owned());
    EXPECT_THROW(lock.release(), std::logic_error);
    say("asked");
  });
  EXPECT_TRUE(lock.owned());
  lock.release();
  EXPECT_EQ(story_, (Story{"asked"}));
}

TEST_F(NoexceptTest, AGuardReturnsWhatItHoldsWhereverItIsDestroyed) {
  RLock lock;
  Semaphore semaphore(1);
  auto guard = std::make_unique<RLockGuard>(lock);
  auto permit = std::make_unique<SemaphoreGuard>(semaphore);
  in_hub([&] {
    guard.reset();
    permit.reset();
  });
  spawn([&] {
    EXPECT_TRUE(lock.acquire(0s));
    EXPECT_TRUE(semaphore.acquire(0s));
    guard = std::make_unique<RLockGuard>(lock);  // takes it once more
    lock.release();
  }).get();
  EXPECT_FALSE(lock.acquire(0s));
  guard.reset();
  EXPECT_TRUE(lock.acquire(0s)) << "another fiber has destroyed the guard";
}

TEST_F(NoexceptTest, AFiberLocalHasAValueInTheHub) {
  FiberLocal<int> local([] { return 7; });
  local.set(1);
  in_hub([&] {
    EXPECT_EQ(*local, 7);
    local.set(2);
  });
  in_hub([&] {
    EXPECT_EQ(*local, 2) << "each function that the hub runs has the same";
    local.reset();
    EXPECT_EQ(local.find(), nullptr);
  });
  EXPECT_EQ(*local, 1);
}

TEST_F(NoexceptTest, AFiberLocalHasAValueInErrorHandlersAndRawLinks) {
  FiberLocal<std::string> local;
  hub_.on_error([&](const std::string&, std::exception_ptr) {
    say("error handler: " + *local);
  });
  local.set("main");
  in_hub([&] { local.set("hub"); });
  spawn([] { throw std::runtime_error("nobody asks"); });
  sleep_for(1ms);
  const auto fiber = spawn([] {});
  fiber.raw_link([&](const AnyFiber&) { say("raw link: " + *local); });
  sleep_for(1ms);
  EXPECT_EQ(story_, (Story{"error handler: hub", "raw link: hub"}));
}

TEST_F(NoexceptTest, AGroupDestroyedInTheHubKillsItsMembersAndLetsThemGo) {
  ::testing::internal::CaptureStderr();
  auto group = std::make_unique<Group>();
  auto pool = std::make_unique<Pool>(1);
  const auto member = group->spawn([] { sleep_for(1h); });
  pool->start(member);
  yield();
  in_hub([&] { group.reset(); });
  member.join();
  EXPECT_TRUE(member.killed());
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("survives its group"),
            std::string::npos);
}

TEST(AfterTheHub, WhatIsLeftCanBeUsedAndDestroyed) {
  std::optional<Timeout> timeout;
  AnyFiber ended;
  AnyFiber unstarted;
  FiberLocal<int> local;
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    timeout.emplace(1h);
    ended = spawn([] {});
    unstarted = make_fiber([] {});
    ended.join();
    hub.mailbox().post([&] { local.set(3); });
    sleep_for(1ms);
    local.set(4);
  }
  EXPECT_FALSE(timeout->pending());
  timeout.reset();
  EXPECT_THROW(ended.link([](const AnyFiber&) {}), std::logic_error);
  EXPECT_THROW(ended.raw_link([](const AnyFiber&) {}), std::logic_error);
  unstarted.link([](const AnyFiber&) {});
  unstarted.kill(KillMode::kLater);
  EXPECT_TRUE(unstarted.killed());
  ended.unlink(1);
  EXPECT_THROW(static_cast<void>(local.find()), std::logic_error);
}

TEST(AfterTheHub, WhatAnAbandonedFiberWaitedForCanBeUsedAndDestroyed) {
  ::testing::internal::CaptureStderr();
  Event event;
  Semaphore semaphore(0);
  AnyFiber waits;
  AnyFiber acquires;
  auto group = std::make_unique<Group>();
  const auto until_the_end = [](auto wait) {
    for (;;) {
      try {
        wait();
      } catch (const FiberExit&) {
      }
    }
  };
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    waits = group->spawn(until_the_end, [&] { event.wait(); });
    acquires = spawn(until_the_end, [&] { semaphore.acquire(); });
    yield();
  }
  EXPECT_TRUE(waits.killed());
  group.reset();
  event.set();
  semaphore.release();
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    event.set();
    semaphore.release();
    yield();
    EXPECT_TRUE(event.wait(0s));
    waits.kill();
    EXPECT_TRUE(acquires.join(0s));
  }
  ::testing::internal::GetCapturedStderr();
}

}  // namespace
}  // namespace gfetch
