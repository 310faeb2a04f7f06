#include "gfetch/fiber/semaphore.h"

#include <memory>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class SemaphoreTest : public HubTest {
 protected:
  auto taker(Semaphore& semaphore, std::string name) {
    return spawn([&semaphore, name, this] {
      semaphore.acquire();
      say(name);
    });
  }
};

TEST_F(SemaphoreTest, CountsItsPermits) {
  Semaphore semaphore(2);
  EXPECT_TRUE(semaphore.try_acquire());
  EXPECT_TRUE(semaphore.acquire());
  EXPECT_TRUE(semaphore.locked());
  EXPECT_FALSE(semaphore.try_acquire());
  EXPECT_FALSE(semaphore.acquire(1s));
  EXPECT_EQ(elapsed_ms(), 1000);
  semaphore.release();
  EXPECT_EQ(semaphore.permits(), 1U);
}

// The same program under python3-gevent: [0, 1, 2, 'other'].
TEST_F(SemaphoreTest, ServesThoseWhoWaitInOrderAndInOneTurn) {
  Semaphore semaphore(0);
  for (const char* name : {"0", "1", "2"}) taker(semaphore, name);
  yield();
  semaphore.release();
  semaphore.release();
  spawn([&] { say("other"); });
  semaphore.release();
  hub_.join();
  EXPECT_EQ(story_, (Story{"0", "1", "2", "other"}));
}

TEST_F(SemaphoreTest, ReleasedAndTakenAgainTheRunningFiberKeepsIt) {
  Semaphore semaphore(1);
  semaphore.acquire();
  auto waiter = taker(semaphore, "waiter");
  yield();
  semaphore.release();
  semaphore.acquire();
  yield();
  EXPECT_TRUE(story_.empty());
  semaphore.release();
  waiter.join();
}

TEST_F(SemaphoreTest, AKilledTakerLosesNoPermit) {
  Semaphore semaphore(0);
  auto first = taker(semaphore, "first");
  auto second = taker(semaphore, "second");
  yield();
  first.kill(KillMode::kLater);
  semaphore.release();
  hub_.join();
  EXPECT_EQ(story_, (Story{"second"}));
  EXPECT_EQ(semaphore.permits(), 0U);
}

TEST_F(SemaphoreTest, ATakerKilledAfterItWasChosenHasThePermit) {
  Semaphore semaphore(0);
  auto guarded = spawn([&] {
    const SemaphoreGuard guard(semaphore);
    sleep_for(10s);
  });
  yield();
  semaphore.release();
  guarded.kill(KillMode::kLater);
  hub_.join();
  EXPECT_EQ(semaphore.permits(), 1U);
}

TEST_F(SemaphoreTest, WaitTakesNothing) {
  Semaphore semaphore(0);
  auto watcher = spawn([&] { return semaphore.wait(); });
  auto taken = taker(semaphore, "taken");
  yield();
  semaphore.release();
  EXPECT_TRUE(watcher.get());
  taken.join();
  EXPECT_EQ(semaphore.permits(), 0U);
}

// The example of gevent's tutorial in which workers hold a BoundedSemaphore(2)
// during a sleep(0).
TEST_F(SemaphoreTest, WorkersTakeTurnsAsInTheTutorial) {
  Semaphore semaphore(2);
  const auto by_hand = [&](int n) {
    semaphore.acquire();
    say(std::to_string(n) + " acq");
    yield();
    semaphore.release();
    say(std::to_string(n) + " rel");
  };
  const auto by_guard = [&](int n) {
    const SemaphoreGuard guard(semaphore);
    say(std::to_string(n) + " acq");
    yield();
    say(std::to_string(n) + " rel");
  };
  std::vector<Fiber<void>> fibers;
  for (int n : {0, 1}) fibers.push_back(spawn(by_hand, n));
  for (int n : {3, 4}) fibers.push_back(spawn(by_guard, n));
  join_all(fibers);
  EXPECT_EQ(story_, (Story{"0 acq", "1 acq", "0 rel", "1 rel", "3 acq", "4 acq",
                           "3 rel", "4 rel"}));
}

TEST_F(SemaphoreTest, TheWokenFiberMayDestroyIt) {
  auto semaphore = std::make_unique<Semaphore>(0);
  auto owner = spawn([&] {
    semaphore->acquire();
    semaphore.reset();
  });
  yield();
  semaphore->release();
  owner.join();
}

TEST_F(SemaphoreTest, ABoundedOneTakesNoMoreBackThanItGave) {
  BoundedSemaphore semaphore(1);
  semaphore.acquire();
  semaphore.release();
  EXPECT_THROW(semaphore.release(), std::logic_error);
  EXPECT_EQ(semaphore.permits(), 1U);
}

TEST_F(SemaphoreTest, AnRLockIsTakenAgainByItsOwner) {
  RLock lock;
  const RLockGuard outer(lock);
  const RLockGuard inner(lock);
  EXPECT_TRUE(lock.owned());
  auto other = spawn([&] {
    EXPECT_FALSE(lock.owned());
    EXPECT_FALSE(lock.acquire(1s));
    EXPECT_THROW(lock.release(), std::logic_error);
  });
  other.get();
}

TEST_F(SemaphoreTest, AnRLockIsFreeWhenItsOwnerReleasedItAsOften) {
  RLock lock;
  lock.acquire();
  lock.acquire();
  auto other = spawn([&] {
    lock.acquire();
    say("other");
    lock.release();
  });
  lock.release();
  yield();
  EXPECT_TRUE(story_.empty());
  lock.release();
  other.join();
  EXPECT_EQ(story_, (Story{"other"}));
}

TEST_F(SemaphoreTest, AKilledWaiterLeavesTheRLockAsItIs) {
  RLock lock;
  lock.acquire();
  auto waiter = spawn([&] { lock.acquire(); });
  yield();
  waiter.kill();
  lock.release();
  EXPECT_TRUE(lock.acquire(0s));
  lock.release();
}

TEST_F(SemaphoreTest, ReleasedMoreOftenThanTakenItHasMorePermits) {
  Semaphore semaphore(1);
  semaphore.release();
  EXPECT_EQ(semaphore.permits(), 2U);
}

// The same program under python3-gevent: ['w', 'a', 0, 'w2'].
TEST_F(SemaphoreTest, WhoWaitsBehindTheLastPermitIsNotWoken) {
  Semaphore semaphore(0);
  const auto watcher = [&](const char* name) {
    semaphore.wait();
    say(name);
  };
  spawn(watcher, "w");
  taker(semaphore, "a");
  spawn(watcher, "w2");
  yield();
  semaphore.release();
  sleep_for(1ms);
  say(std::to_string(semaphore.permits()));
  semaphore.release();
  sleep_for(1ms);
  EXPECT_EQ(story_, (Story{"w", "a", "0", "w2"}));
}

TEST_F(SemaphoreTest, AGuardGivesItsPermitBackHoweverItsFiberEnds) {
  Semaphore semaphore(1);
  auto killed = spawn([&] {
    const SemaphoreGuard guard(semaphore);
    sleep_for(10s);
  });
  yield();
  killed.kill();
  EXPECT_EQ(semaphore.permits(), 1U);
}

TEST_F(SemaphoreTest, ALimitOfZeroLetsOthersRelease) {
  Semaphore semaphore(0);
  spawn([&] { semaphore.release(); });
  EXPECT_TRUE(semaphore.acquire(0s));
}

}  // namespace
}  // namespace gfetch
