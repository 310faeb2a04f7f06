// A limit is taken in every unit and type of duration; one that no Duration can
// represent is the longest or the shortest.
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <ratio>
#include <thread>
#include <type_traits>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/thread_queue.h"
#include "gfetch/fiber/ticker.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

using detail::saturated;
using std::chrono::duration;
using std::chrono::hours;
using std::chrono::seconds;
using Milliseconds = std::chrono::milliseconds;
using Days = duration<double, std::ratio<86400>>;

class LimitTest : public HubTest {};

static_assert(saturated(5s) == Duration(5'000'000'000));
static_assert(saturated(hours::max()) == Duration::max());
static_assert(saturated(hours::min()) == Duration::min());
static_assert(saturated(seconds::max()) == Duration::max());
static_assert(saturated(Milliseconds::min()) == Duration::min());
static_assert(saturated(Duration::max()) == Duration::max());
static_assert(saturated(Duration::min()) == Duration::min());
static_assert(saturated(seconds(9'223'372'036)) == seconds(9'223'372'036));
static_assert(saturated(seconds(9'223'372'037)) == Duration::max());
static_assert(saturated(duration<std::uint64_t, std::nano>(UINT64_MAX)) ==
              Duration::max());
static_assert(saturated(duration<std::int8_t, std::ratio<3600>>(-2)) ==
              hours(-2));
static_assert(saturated(duration<int, std::pico>(1'999)) == Duration(2));
static_assert(saturated(duration<std::int64_t, std::ratio<1, 3>>(3)) == 1s);
static_assert(saturated(0.5s) == 500ms);
static_assert(saturated(0.3s) == 300ms);
static_assert(saturated(duration<float>(-0.25F)) == -250ms);
static_assert(saturated(duration<double>(1e300)) == Duration::max());
static_assert(saturated(duration<double>(-1e300)) == Duration::min());
static_assert(saturated(duration<double>(
                  std::numeric_limits<double>::infinity())) == Duration::max());
static_assert(
    saturated(duration<double>(std::numeric_limits<double>::quiet_NaN())) ==
    Duration::zero());

static_assert(TimeLimit() == std::nullopt);
static_assert(TimeLimit(hours::max()) == TimeLimit(Duration::max()));
static_assert(TimeLimit(1s) == TimeLimit(1000ms));
static_assert(!(TimeLimit(1s) == TimeLimit()));
static_assert(TimeLimit(std::optional<Duration>(1s)) == 1s);
static_assert(std::is_nothrow_copy_constructible_v<TimeLimit>);

// An optional of any duration, too, and options of any duration.
using MaybeHours = std::optional<hours>;
static_assert(TimeLimit(MaybeHours(hours::max())) == Duration::max());
static_assert(TimeLimit(MaybeHours()) == std::nullopt);
static_assert(TimeLimit(std::optional(0.5s)) == 500ms);
static_assert(TimeLimit(std::optional<TimeSpan>(hours::min())) ==
              Duration::min());
static_assert(WaitLimit(MaybeHours(hours::max())).time() == Duration::max());
static_assert(WaitLimit(MaybeHours()).time() == std::nullopt);
static_assert(WaitLimit(TimeLimit(2s)).time() == 2s);
static_assert(TickerOptions{.jitter = 0.5s}.jitter == 500ms);
static_assert(TickerOptions{.jitter = hours::max()}.jitter == Duration::max());
static_assert(JoinOptions{.limit = MaybeHours(1)}.limit.time() == 1h);

static_assert(gfetch::seconds(0.5s) == 0.5);
static_assert(gfetch::seconds(hours(2)) == 7200.0);
static_assert(gfetch::seconds(hours::max()) > 3.3e22);
static_assert(gfetch::seconds(hours::min()) < -3.3e22);

template <class Time>
using Point = std::chrono::time_point<TimePoint::clock, Time>;
static_assert(saturated(Point<hours>::max()) == TimePoint::max());
static_assert(saturated(Point<hours>::min()) == TimePoint::min());
static_assert(saturated(Point<duration<double>>(0.5s)) == TimePoint(500ms));

TEST_F(LimitTest, AnyUnitAndTypeIsTaken) {
  Event event;
  EXPECT_FALSE(event.wait(0.5s));
  EXPECT_EQ(elapsed_ms(), 500);
  sleep_for(0.25s);
  EXPECT_EQ(elapsed_ms(), 750);
  sleep_for(Days(0.5));
  EXPECT_EQ(elapsed_ms(), 750 + 12 * 3'600'000L);
  EXPECT_FALSE(with_timeout(0.25s, [] { sleep_for(1h); }));
  EXPECT_EQ(elapsed_ms(), 1'000 + 12 * 3'600'000L);
  EXPECT_FALSE(spawn_later(0.5s, [] {}).join(0.25s));
  EXPECT_TRUE(hub_.join(0.5s));
}

TEST_F(LimitTest, AnOptionalOrATimeOfAnyUnitIsTaken) {
  Event event;
  EXPECT_FALSE(event.wait(std::optional(0.5s)));
  EXPECT_EQ(elapsed_ms(), 500);
  EXPECT_FALSE(with_timeout(std::optional(0.5s), [] { sleep_for(1h); }));
  EXPECT_EQ(elapsed_ms(), 1'000);
  sleep_until(now() + 0.5s);
  EXPECT_EQ(elapsed_ms(), 1'500);
  sleep_until(Point<duration<float>>(duration<float>(0)));
  sleep_until(Point<hours>::min());
  EXPECT_EQ(elapsed_ms(), 1'500);
  const auto endless = spawn([] { sleep_until(Point<hours>::max()); });
  const auto waits =
      spawn([&] { return event.wait(MaybeHours(hours::max())); });
  sleep_for(hours(24 * 365 * 100));
  EXPECT_FALSE(endless.ready());
  EXPECT_FALSE(waits.ready());
  kill_all({endless, waits});
}

TEST_F(LimitTest, AThreadQueueTakesThemToo) {
  ThreadQueue<int> queue(1);
  const auto sender = queue.sender();
  sender.put(1);
  EXPECT_FALSE(sender.put(2, hours::min()));
  std::thread([&] { EXPECT_FALSE(sender.put(2, 0.001s)); }).join();
  EXPECT_EQ(queue.get(0.5s), 1);
  EXPECT_EQ(queue.get(MaybeHours(0)), std::nullopt);
}

template <class Longest>
class LongestTest : public LimitTest {};
using Longests = ::testing::Types<hours, std::chrono::minutes, seconds,
                                  Milliseconds, Duration, Days>;
TYPED_TEST_SUITE(LongestTest, Longests);

TYPED_TEST(LongestTest, NeverExpires) {
  const auto longest = TypeParam::max();
  Event event;
  Semaphore semaphore(0);
  Queue<int> queue;
  Queue<int> full(1);
  full.put(1);
  auto sleeper = spawn([&] { sleep_for(longest); });
  auto late = spawn_later(longest, [] {});
  std::vector<AnyFiber> waiting = {
      spawn([&] { return event.wait(longest); }),
      spawn([&] { return semaphore.acquire(longest); }),
      spawn([&] { return queue.get(longest); }),
      spawn([&] { return full.put(2, longest); }),
      spawn([&] { return sleeper.join(longest); }),
      spawn([&] { return wait({event}, {.limit = longest}); }),
      spawn([&] { return join_all({sleeper}, {.limit = longest}); }),
      spawn([&] {
        Timeout timeout(longest);
        return event.wait(timeout);
      }),
      spawn([&] { return with_timeout(longest, [&] { event.wait(); }); }),
  };
  sleep_for(hours(24 * 365));
  for (const AnyFiber& fiber : waiting) EXPECT_FALSE(fiber.ready());
  EXPECT_FALSE(sleeper.ready());
  EXPECT_FALSE(late.ready());
  waiting.push_back(sleeper);
  waiting.push_back(late);
  kill_all(waiting);
}

TYPED_TEST(LongestTest, TheShortestExpiresAtOnce) {
  const auto shortest =
      std::chrono::duration_values<typename TypeParam::rep>::min();
  const TypeParam limit(shortest);
  Event event;
  EXPECT_FALSE(event.wait(limit));
  sleep_for(limit);
  EXPECT_FALSE(with_timeout(limit, [&] { event.wait(); }));
  EXPECT_TRUE(spawn_later(limit, [] {}).join(1s));
  EXPECT_EQ(this->elapsed_ms(), 0);
}

TEST_F(LimitTest, LateOnTheClockTheLongestIsStillTheLongest) {
  sleep_for(hours(24 * 365 * 200));
  Event event;
  auto waiter = spawn([&] { return event.wait(hours::max()); });
  auto sleeper = spawn([] { sleep_for(Duration::max()); });
  sleep_for(hours(24 * 365));
  EXPECT_FALSE(waiter.ready());
  EXPECT_FALSE(sleeper.ready());
  sleeper.kill();
  event.set();
  EXPECT_TRUE(waiter.get());
}

TEST_F(LimitTest, ATickerTakesThemToo) {
  Ticker often(0.5s);
  often.wait();
  EXPECT_EQ(elapsed_ms(), 500);
  const Ticker never(hours::max());
  EXPECT_EQ(never.next(), TimePoint::max());
  EXPECT_THROW(Ticker(hours::min()), std::invalid_argument);
  const Ticker late(hours::max(), {.jitter = hours::max()});
  EXPECT_EQ(late.next(), TimePoint::max());
  Event stop;
  Ticker tired(hours::max(), {.jitter = 0.5s, .seed = 7});
  const auto fiber = spawn([&] { return tired.wait(stop); });
  sleep_for(1h);
  stop.set();
  EXPECT_FALSE(fiber.get());
  EXPECT_THROW(Ticker(1s, {.jitter = hours::max()}), std::invalid_argument);
}

}  // namespace
}  // namespace gfetch
