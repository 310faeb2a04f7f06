#include "gfetch/fiber/wait.h"

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class WaitTest : public HubTest {};

using Indices = std::vector<std::size_t>;

TEST_F(WaitTest, ThingsOfAllKindsAreGivenAsTheyBecomeReady) {
  Event event;
  AsyncResult<int> result;
  Semaphore semaphore(0);
  auto fiber = spawn([] { sleep_for(4s); });
  spawn_later(3s, [&] { event.set(); });
  spawn_later(2s, [&] { result.set(1); });
  spawn_later(1s, [&] { semaphore.release(); });
  EXPECT_EQ(wait({fiber, event, result, semaphore}), (Indices{3, 2, 1, 0}));
  EXPECT_EQ(semaphore.permits(), 1U) << "seen, not taken";
}

TEST_F(WaitTest, WhatIsReadyAlreadyIsGivenAtOnce) {
  Event event;
  event.set();
  auto fiber = spawn([] {});
  fiber.join();
  EXPECT_EQ(wait({event, fiber}).size(), 2U);
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(WaitTest, CountAndLimitEndItEarly) {
  Event never;
  Event soon;
  spawn_later(1s, [&] { soon.set(); });
  EXPECT_EQ(wait({never, soon}, {.count = 1}), (Indices{1}));
  EXPECT_EQ(wait({never}, {.limit = 1s}), Indices{});
  EXPECT_EQ(elapsed_ms(), 2000);
}

TEST_F(WaitTest, IwaitLetsGoOfWhatItDidNotAwait) {
  Event first;
  Event second;
  first.set();
  {
    Iwait each({first, second});
    EXPECT_EQ(each.next(), 0U);
  }
  second.set();
  yield();
}

TEST_F(WaitTest, ASecondFiberThatWaitsForTheNextIsRefused) {
  Event one;
  Event two;
  Iwait each({one, two});
  auto first = spawn([&] { return each.next(); });
  yield();
  auto second = spawn([&] { return each.next(); });
  EXPECT_THROW(second.get(), std::logic_error);
  one.set();
  // It may not take what the first one is woken for.
  EXPECT_THROW((void)each.next(), std::logic_error);
  EXPECT_EQ(first.get(), 0U);
  two.set();
  EXPECT_EQ(each.next(), 1U) << "one after the other may";
}

TEST_F(WaitTest, AKilledOneLeavesTheNextToAnother) {
  Event one;
  Iwait each({one});
  auto first = spawn([&] { return each.next(); });
  yield();
  first.kill();
  one.set();
  EXPECT_EQ(each.next(), 0U);
}

TEST_F(WaitTest, TheSameThingTwiceCountsTwice) {
  auto fiber = spawn([] { sleep_for(1s); });
  EXPECT_EQ(wait({fiber, fiber}), (Indices{0, 1}));
}

TEST_F(WaitTest, ATimeoutReachesIt) {
  Event never;
  Timeout timeout(1s);
  EXPECT_THROW(wait({never}), TimeoutExpired);
}

TEST_F(WaitTest, NothingIsReadyAtOnce) {
  EXPECT_TRUE(wait(std::span<const Waitable>()).empty());
}

}  // namespace
}  // namespace gfetch
