// What a derived class promises holds through a reference to its base, too.
#include <stdexcept>

#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class BoundTest : public HubTest {};

TEST_F(BoundTest, AsASemaphoreABoundedOneRefusesMoreThanItsPermits) {
  BoundedSemaphore bounded(2);
  Semaphore& base = bounded;
  EXPECT_THROW(base.release(), std::logic_error);
  EXPECT_TRUE(base.try_acquire());
  base.release();
  EXPECT_THROW(base.release(), std::logic_error);
  EXPECT_EQ(bounded.permits(), 2U);
}

TEST_F(BoundTest, ARefusedReleaseWakesNobody) {
  BoundedSemaphore bounded(0);
  Semaphore& base = bounded;
  auto taker = spawn([&] { return base.acquire(1s); });
  yield();
  EXPECT_THROW(base.release(), std::logic_error);
  EXPECT_FALSE(taker.get());
}

TEST_F(BoundTest, AGuardOfTheBaseReportsWhatItCannotGiveBack) {
  BoundedSemaphore bounded(1);
  {
    const SemaphoreGuard guard(bounded);
    bounded.release();
  }
  EXPECT_EQ(bounded.permits(), 1U);
  expected_unobserved_ = {"a SemaphoreGuard"};
}

TEST_F(BoundTest, AnUnboundedSemaphoreHasNoBound) {
  Semaphore semaphore(0);
  for (int i = 0; i < 3; ++i) semaphore.release();
  EXPECT_EQ(semaphore.permits(), 3U);
  Semaphore most(SIZE_MAX);
  EXPECT_THROW(most.release(), std::logic_error) << "the number would wrap";
  EXPECT_EQ(most.permits(), SIZE_MAX);
}

TEST_F(BoundTest, AsItsBaseAJoinableQueueCountsWhatItDrops) {
  JoinableQueue<int> queue;
  detail::BasicQueue<int, detail::CountingStore<int>>& base = queue;
  base.put(1);
  base.put(2);
  base.shutdown_now();
  EXPECT_EQ(queue.unfinished(), 0U);
  EXPECT_TRUE(queue.join(1s));
}

TEST_F(BoundTest, WhatWasTakenBeforeTheShutdownIsStillToBeDone) {
  JoinableQueue<int> queue;
  queue.put(1);
  queue.put(2);
  EXPECT_EQ(queue.get(), 1);
  queue.shutdown_now();
  EXPECT_EQ(queue.unfinished(), 1U);
  EXPECT_FALSE(queue.join(1s));
  queue.task_done();
  EXPECT_TRUE(queue.join(1s));
  EXPECT_THROW(queue.task_done(), std::logic_error);
}

TEST_F(BoundTest, AsAGroupAPoolIsFullNevertheless) {
  Pool pool(1);
  Group& base = pool;
  auto first = base.spawn([] { sleep_for(1s); });
  EXPECT_TRUE(pool.full());
  auto second = base.spawn([] {});
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_TRUE(first.ready());
  second.join();
}

}  // namespace
}  // namespace gfetch
