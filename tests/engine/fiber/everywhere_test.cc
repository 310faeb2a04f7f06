// Rules that hold in every function that blocks: each test tries all the
// primitives.
#include <functional>
#include <stdexcept>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

/// A fixture with one object of each primitive, in a state in which a wait
/// never ends by itself.
class EverywhereTest : public HubTest {
 protected:
  EverywhereTest() {
    full_.put(0);
    unfinished_.put(0);
    sleeper_ = pool_.spawn([] { sleep_for(1h); });
    owner_ = spawn([this] {
      const RLockGuard guard(lock_);
      sleep_for(1h);
    });
    yield();
  }

  void TearDown() override {
    kill_all({sleeper_, owner_});
    HubTest::TearDown();
  }

  struct Wait {
    const char* name;
    std::function<void()> block;
  };

  std::vector<Wait> waits() {
    return {{"sleep", [] { sleep_for(1h); }},
            {"join", [this] { sleeper_.join(); }},
            {"get", [this] { sleeper_.get(); }},
            {"event", [this] { event_.wait(); }},
            {"result", [this] { result_.get(); }},
            {"queue.get", [this] { empty_.get(); }},
            {"queue.peek", [this] { empty_.peek(); }},
            {"queue.put", [this] { full_.put(1); }},
            {"queue.join", [this] { unfinished_.join(); }},
            {"channel.get", [this] { nobody_gives_.get(); }},
            {"channel.put", [this] { nobody_takes_.put(1); }},
            {"semaphore", [this] { semaphore_.acquire(); }},
            {"semaphore.wait", [this] { semaphore_.wait(); }},
            {"lock", [this] { lock_.acquire(); }},
            {"group.join", [this] { pool_.join(); }},
            {"pool.spawn", [this] { pool_.spawn([] {}); }},
            {"pool.wait", [this] { pool_.wait_available(); }},
            {"join_all",
             [this] {
               join_all({sleeper_, owner_});
             }},
            {"wait", [this] {
               wait({event_, semaphore_, sleeper_});
             }}};
  }

  Event event_;
  AsyncResult<int> result_;
  Queue<int> empty_;
  Queue<int> full_{1};
  JoinableQueue<int> unfinished_;
  Channel<int> nobody_gives_;
  Channel<int> nobody_takes_;
  Semaphore semaphore_{0};
  RLock lock_;
  Pool pool_{1};
  Fiber<void> sleeper_;
  Fiber<void> owner_;
};

TEST_F(EverywhereTest, ATimeoutFromOutsidePassesAndLeavesNothingBehind) {
  for (const Wait& wait : waits()) {
    SCOPED_TRACE(wait.name);
    const std::size_t watchers = hub_.watcher_count();
    Timeout timeout(1ms);
    try {
      wait.block();
      ADD_FAILURE() << "it did not block";
    } catch (const TimeoutExpired& expired) {
      EXPECT_TRUE(timeout.owns(expired));
    }
    EXPECT_EQ(hub_.watcher_count(), watchers);
  }
}

TEST_F(EverywhereTest, AKillArrivesAndLeavesNothingBehind) {
  for (const Wait& wait : waits()) {
    SCOPED_TRACE(wait.name);
    const std::size_t watchers = hub_.watcher_count();
    const std::size_t fibers = hub_.fiber_count();
    auto fiber = spawn(wait.block);
    yield();
    ASSERT_FALSE(fiber.ready());
    EXPECT_TRUE(fiber.kill());
    EXPECT_TRUE(fiber.killed());
    EXPECT_EQ(hub_.watcher_count(), watchers);
    EXPECT_EQ(hub_.fiber_count(), fibers);
  }
}

TEST_F(EverywhereTest, AKillWithAnyExceptionArrives) {
  for (const Wait& wait : waits()) {
    SCOPED_TRACE(wait.name);
    auto fiber = spawn(wait.block);
    yield();
    fiber.kill(std::make_exception_ptr(std::range_error("sent")));
    EXPECT_THROW(fiber.get(), std::range_error);
  }
}

TEST_F(EverywhereTest, TheHubItselfIsRefused) {
  for (const Wait& wait : waits()) {
    SCOPED_TRACE(wait.name);
    bool refused = false;
    hub_.post([&] {
      try {
        wait.block();
      } catch (const BlockingSwitchOut&) {
        refused = true;
      }
    });
    sleep_for(1ms);
    EXPECT_TRUE(refused);
  }
}

TEST_F(EverywhereTest, WhatLetWaitersGoServesTheNext) {
  for (const Wait& wait : waits()) with_timeout(1ms, wait.block);
  event_.set();
  EXPECT_TRUE(event_.wait(0s));
  empty_.put(1);
  EXPECT_EQ(empty_.get(0s), 1);
  EXPECT_EQ(full_.get(0s), 0);
  EXPECT_EQ(full_.get(0s), std::nullopt) << "what gave up put nothing";
  semaphore_.release();
  EXPECT_TRUE(semaphore_.acquire(0s));
  owner_.kill();
  EXPECT_TRUE(lock_.acquire(0s));
  lock_.release();
  sleeper_.kill();
  EXPECT_TRUE(pool_.join());
  EXPECT_EQ(pool_.free_count(), 1U);
}

class HubEndTest : public DescriptorTest {};

TEST_F(HubEndTest, FibersBlockedInEveryPrimitiveAreUnwound) {
  int unwound = 0;
  struct Guard {
    int& unwound;
    ~Guard() { ++unwound; }
  };
  Event event;
  Queue<int> queue;
  Queue<int> full(1);
  (void)full.try_put(1);
  Channel<int> channel;
  Semaphore semaphore(0);
  AsyncResult<int> result;
  const std::vector<std::function<void()>> waits = {
      [&] { event.wait(); },
      [&] { queue.get(); },
      [&] { full.put(2); },
      [&] { channel.get(); },
      [&] { semaphore.acquire(); },
      [&] { result.get(); },
      [] { sleep_for(1h); },
      [&] {
        wait({event, semaphore});
      },
      [] { spawn([] { sleep_for(1h); }).join(); }};
  {
    Hub hub({.clock = ClockKind::kVirtual});
    for (const auto& wait : waits) {
      spawn([&] {
        const Guard guard{unwound};
        wait();
      });
    }
    yield();
  }
  EXPECT_EQ(unwound, static_cast<int>(waits.size()));
}

}  // namespace
}  // namespace gfetch
