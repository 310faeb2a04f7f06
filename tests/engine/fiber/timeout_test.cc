#include "gfetch/fiber/timeout.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class TimeoutTest : public HubTest {};

TEST_F(TimeoutTest, LimitsAnyWaitThatIsGivenIt) {
  const auto ended_by_its_limit = [&](auto wait) {
    Timeout timeout(1s);
    const TimePoint began = hub_.now();
    EXPECT_FALSE(static_cast<bool>(wait(timeout)));
    EXPECT_TRUE(timeout.expired());
    EXPECT_EQ(hub_.now() - began, 1s);
  };
  Event event;
  AsyncResult<> result;
  Queue<int> queue;
  Queue<int> full(1);
  full.put(1);
  Semaphore none(0);
  auto sleeper = spawn([] { sleep_for(1h); });
  ended_by_its_limit([&](Timeout& limit) { return event.wait(limit); });
  ended_by_its_limit([&](Timeout& limit) { return result.wait(limit); });
  ended_by_its_limit([&](Timeout& limit) { return queue.get(limit); });
  ended_by_its_limit([&](Timeout& limit) { return queue.peek(limit); });
  ended_by_its_limit([&](Timeout& limit) { return full.put(2, limit); });
  ended_by_its_limit([&](Timeout& limit) { return none.acquire(limit); });
  ended_by_its_limit([&](Timeout& limit) { return sleeper.join(limit); });
  ended_by_its_limit([&](Timeout& limit) {
    return !wait({event, sleeper}, {.limit = limit}).empty();
  });
  sleeper.kill();
}

TEST_F(TimeoutTest, GivenToGetThrowsAsItself) {
  auto sleeper = spawn([] { sleep_for(1h); });
  Timeout timeout(1s);
  try {
    sleeper.get(timeout);
    FAIL();
  } catch (const TimeoutExpired& expired) {
    EXPECT_TRUE(timeout.owns(expired));
  }
  sleeper.kill();
}

TEST_F(TimeoutTest, GivenToSeveralWaitsLimitsAllTogether) {
  Queue<int> queue;
  auto putter = spawn([&] {
    sleep_for(600ms);
    queue.put(1);
  });
  Timeout timeout(1s);
  EXPECT_TRUE(queue.get(timeout));
  EXPECT_TRUE(timeout.pending());
  EXPECT_FALSE(queue.get(timeout));
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_FALSE(queue.get(timeout)) << "it has expired already";
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(TimeoutTest, GivenToAWaitLetsOthersThrough) {
  Timeout outer(1s);
  Timeout inner(2s);
  Event event;
  try {
    (void)event.wait(inner);
    FAIL();
  } catch (const TimeoutExpired& expired) {
    EXPECT_TRUE(outer.owns(expired));
  }
}

TEST_F(TimeoutTest, GivenToAWaitThrowsItsOwnException) {
  Timeout timeout(1s, std::make_exception_ptr(std::range_error("late")));
  EXPECT_THROW((void)Event().wait(timeout), std::range_error);
}

TEST_F(TimeoutTest, OfAnotherFiberLimitsNoWait) {
  Timeout timeout(1h);
  auto other = spawn([&] { (void)Event().wait(timeout); });
  EXPECT_THROW(other.get(), std::logic_error);
}

TEST_F(TimeoutTest, ThrowsWhereItsFiberBlocks) {
  Timeout timeout(1s);
  try {
    sleep_for(10s);
    FAIL();
  } catch (const TimeoutExpired& expired) {
    EXPECT_TRUE(timeout.owns(expired));
  }
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_TRUE(timeout.expired());
  EXPECT_FALSE(timeout.pending());
}

TEST_F(TimeoutTest, IsNoStdException) {
  EXPECT_FALSE((std::is_base_of_v<std::exception, TimeoutExpired>));
  EXPECT_FALSE((std::is_base_of_v<std::exception, FiberExit>));
}

TEST_F(TimeoutTest, ReachesOnlyTheFiberThatMadeIt) {
  auto other = spawn([] { sleep_for(3s); });
  Timeout timeout(1s);
  EXPECT_THROW(other.join(), TimeoutExpired);
  EXPECT_FALSE(other.ready());
  EXPECT_TRUE(other.join());
}

TEST_F(TimeoutTest, EndsWithItsScope) {
  { const Timeout timeout(1s); }
  sleep_for(2s);
}

TEST_F(TimeoutTest, WithoutALimitNeverExpires) {
  const Timeout timeout(std::nullopt);
  EXPECT_FALSE(timeout.pending());
  sleep_for(1h);
}

TEST_F(TimeoutTest, ZeroExpiresInTheNextPass) {
  spawn([&] { say("others first"); });
  Timeout timeout(0s);
  EXPECT_THROW(sleep_for(10s), TimeoutExpired);
  EXPECT_EQ(story_, (Story{"others first"}));
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(TimeoutTest, ThrowsAnExceptionOfChoice) {
  Timeout timeout(1s, std::make_exception_ptr(std::range_error("too long")));
  EXPECT_THROW(sleep_for(10s), std::range_error);
}

TEST_F(TimeoutTest, RunsAgainWhenRestarted) {
  Timeout timeout(1s);
  EXPECT_THROW(sleep_for(10s), TimeoutExpired);
  sleep_for(10s);
  timeout.restart(2s);
  EXPECT_THROW(sleep_for(10s), TimeoutExpired);
  EXPECT_EQ(elapsed_ms(), 13000);
}

TEST_F(TimeoutTest, NestsTheEarlierDeadlineFirst) {
  Timeout outer(2s);
  try {
    Timeout inner(1s);
    try {
      sleep_for(10s);
    } catch (const TimeoutExpired& expired) {
      EXPECT_TRUE(inner.owns(expired));
      EXPECT_FALSE(outer.owns(expired));
      say("inner");
    }
    sleep_for(10s);
  } catch (const TimeoutExpired& expired) {
    EXPECT_TRUE(outer.owns(expired));
    say("outer");
  }
  EXPECT_EQ(story_, (Story{"inner", "outer"}));
  EXPECT_EQ(elapsed_ms(), 2000);
}

TEST_F(TimeoutTest, OfEqualDeadlinesTheOuterComesFirst) {
  Timeout outer(1s);
  Timeout inner(1s);
  try {
    sleep_for(10s);
    FAIL();
  } catch (const TimeoutExpired& expired) {
    EXPECT_TRUE(outer.owns(expired));
  }
}

TEST_F(TimeoutTest, ASleepDueAtTheSameMomentWins) {
  Timeout timeout(1s);
  sleep_for(1s);
}

TEST_F(TimeoutTest, AnEventSetAtTheSameMomentLoses) {
  Event event;
  spawn([&] {
    sleep_for(1s);
    event.set();
  });
  yield();
  EXPECT_FALSE(event.wait(1s));
}

TEST_F(TimeoutTest, WithTimeoutGivesTheResultOrNothing) {
  EXPECT_EQ(with_timeout(1s, [] { return 7; }), 7);
  EXPECT_EQ(with_timeout(1s,
                         [] {
                           sleep_for(2s);
                           return 7;
                         }),
            std::nullopt);
  EXPECT_TRUE(with_timeout(1s, [] {}));
  EXPECT_FALSE(with_timeout(1s, [] { sleep_for(2s); }));
}

TEST_F(TimeoutTest, WithTimeoutGivesACopyOfWhatIsReturnedByReference) {
  std::string name = "Ada";
  const auto copy = with_timeout(1s, [&]() -> std::string& { return name; });
  name = "Bob";
  EXPECT_EQ(copy, "Ada");
  EXPECT_EQ(with_timeout(1s, [&]() -> const std::string& { return name; }),
            "Bob");
  EXPECT_EQ(with_timeout(1s,
                         [&]() -> std::string& {
                           sleep_for(2s);
                           return name;
                         }),
            std::nullopt);
}

TEST_F(TimeoutTest, WithTimeoutLetsForeignTimeoutsThrough) {
  Timeout outer(1s);
  try {
    with_timeout(5s, [] { sleep_for(10s); });
    FAIL();
  } catch (const TimeoutExpired& expired) {
    EXPECT_TRUE(outer.owns(expired));
  }
}

TEST_F(TimeoutTest, AnOuterTimeoutPassesThroughAWaitWithALimit) {
  Event event;
  Queue<int> queue;
  Semaphore semaphore(0);
  auto fiber = spawn([] { sleep_for(1h); });
  const auto outer_wins = [&](auto wait) {
    Timeout outer(1s);
    EXPECT_THROW(wait(), TimeoutExpired);
  };
  outer_wins([&] { (void)event.wait(5s); });
  outer_wins([&] { (void)queue.get(5s); });
  outer_wins([&] { (void)semaphore.acquire(5s); });
  outer_wins([&] { fiber.join(5s); });
  EXPECT_EQ(elapsed_ms(), 4000);
  fiber.kill();
}

TEST_F(TimeoutTest, TwoDueTogetherAreBothThrownInTurn) {
  Timeout first(1s);
  Timeout second(1s);
  EXPECT_THROW(sleep_for(10s), TimeoutExpired);
  EXPECT_THROW(sleep_for(10s), TimeoutExpired);
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(TimeoutTest, IsPendingUntilItExpiresOrIsCancelled) {
  Timeout timeout(1s);
  EXPECT_TRUE(timeout.pending());
  timeout.cancel();
  EXPECT_FALSE(timeout.pending());
  EXPECT_FALSE(timeout.expired());
  sleep_for(2s);
}

TEST_F(TimeoutTest, ExpiresOnce) {
  Timeout timeout(1s);
  EXPECT_THROW(sleep_for(10s), TimeoutExpired);
  sleep_for(10s);
  EXPECT_EQ(elapsed_ms(), 11000);
}

TEST_F(TimeoutTest, OfADeadFiberItReachesNobody) {
  std::unique_ptr<Timeout> left;
  spawn([&] { left = std::make_unique<Timeout>(1s); }).join();
  sleep_for(2s);
  EXPECT_TRUE(left->expired());
}

TEST_F(TimeoutTest, BelowZeroItExpiresInTheNextPass) {
  Timeout timeout(-1s);
  yield();
  EXPECT_THROW(sleep_for(1ms), TimeoutExpired);
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(TimeoutTest, BeyondAllTimeItNeverExpires) {
  const Timeout timeout(Duration::max());
  sleep_for(1h);
}

TEST_F(TimeoutTest, OfEqualScopesTheOuterGivesUp) {
  EXPECT_FALSE(with_timeout(1s, [&] {
    with_timeout(1s, [] { sleep_for(10s); });
    say("inner gave up");
  }));
  EXPECT_TRUE(story_.empty());
}

}  // namespace
}  // namespace gfetch
