#include "gfetch/fiber/ticker.h"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <vector>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

using Times = std::vector<long>;

class SleepUntilTest : public HubTest {};

TEST_F(SleepUntilTest, SleepsUntilATime) {
  EXPECT_EQ(now(), hub_.now());
  sleep_until(now() + 70ms);
  EXPECT_EQ(elapsed_ms(), 70);
}

TEST_F(SleepUntilTest, YieldsIfTheTimeHasPassed) {
  const auto other = spawn([&] { say("other"); });
  sleep_until(now());
  EXPECT_EQ(story_, Story{"other"});
  const auto another = spawn([&] { say("another"); });
  sleep_until(TimePoint::min());
  EXPECT_EQ(story_, (Story{"other", "another"}));
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(SleepUntilTest, TheEndOfTimeNeverComes) {
  EXPECT_FALSE(with_timeout(1h, [] { sleep_until(TimePoint::max()); }));
}

TEST(SleepUntil, NowNeedsAHub) {
  EXPECT_THROW(now(), std::logic_error);
}

class TickerTest : public HubTest {
 protected:
  /// Returns the times of the next `count` ticks.
  Times ticks(Ticker& ticker, int count) {
    Times times;
    for (int i = 0; i < count; ++i) {
      ticker.wait();
      times.push_back(elapsed_ms());
    }
    return times;
  }
};

TEST_F(TickerTest, TicksAtWholeMultiples) {
  Ticker ticker(100ms);
  EXPECT_EQ(ticks(ticker, 3), (Times{100, 200, 300}));
}

TEST_F(TickerTest, WorkBetweenTheTicksDoesNotShiftThem) {
  Ticker ticker(100ms);
  Times times;
  for (int i = 0; i < 3; ++i) {
    ticker.wait();
    times.push_back(elapsed_ms());
    sleep_for(90ms);
  }
  EXPECT_EQ(times, (Times{100, 200, 300}));
}

TEST_F(TickerTest, OfMissedTicksTheLastComesAtOnce) {
  Ticker ticker(100ms);
  sleep_for(350ms);
  EXPECT_EQ(ticker.next() - began_, 300ms);
  EXPECT_EQ(ticks(ticker, 3), (Times{350, 400, 500}));
}

TEST_F(TickerTest, AnEventStopsIt) {
  Event stop;
  Ticker ticker(100ms);
  const auto stopper = spawn([&] {
    sleep_for(250ms);
    stop.set();
  });
  Times times;
  while (ticker.wait(stop)) times.push_back(elapsed_ms());
  EXPECT_EQ(times, (Times{100, 200}));
  EXPECT_EQ(elapsed_ms(), 250);
  EXPECT_FALSE(ticker.wait(stop)) << "it stays stopped";
  EXPECT_EQ(elapsed_ms(), 250);
}

TEST_F(TickerTest, AnEventAtTheTimeOfATickStopsIt) {
  Event stop;
  Ticker ticker(100ms);
  const auto stopper = spawn([&] {
    sleep_for(100ms);
    stop.set();
  });
  EXPECT_FALSE(ticker.wait(stop));
  EXPECT_EQ(elapsed_ms(), 100);
}

TEST_F(TickerTest, JitterIsDrawnFromTheSeed) {
  const TickerOptions options{.jitter = 50ms, .seed = 7};
  Ticker one(100ms, options);
  Ticker same(100ms, options);
  Ticker other(100ms, {.jitter = 50ms, .seed = 8});
  bool differs = false;
  for (int i = 1; i <= 50; ++i) {
    const TimePoint grid = began_ + i * 100ms;
    EXPECT_GE(one.next(), grid);
    EXPECT_LE(one.next(), grid + 50ms);
    EXPECT_EQ(one.next(), same.next());
    differs = differs || one.next() != other.next();
    sleep_until(grid + 50ms);
    one.wait();
    same.wait();
    other.wait();
  }
  EXPECT_TRUE(differs);
  EXPECT_EQ(elapsed_ms(), 5'050) << "no drift";
}

TEST_F(TickerTest, ATickThatItsJitterDelayedIsNotSkipped) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Ticker ticker(1s, {.jitter = 1s, .seed = seed});
    sleep_for(2001ms);  // the first tick has passed, the second may not have
    EXPECT_LE(ticker.next(), now()) << seed;
  }
}

TEST_F(TickerTest, AnInterruptedWaitLosesNoTick) {
  Ticker ticker(100ms, {.jitter = 100ms, .seed = 3});
  const TimePoint first = ticker.next();
  EXPECT_FALSE(with_timeout(10ms, [&] { ticker.wait(); }));
  EXPECT_EQ(ticker.next(), first);
  ticker.wait();
  EXPECT_EQ(now(), first);
}

TEST_F(TickerTest, RefusesWhatNeverTicks) {
  EXPECT_THROW(Ticker(0s), std::invalid_argument);
  EXPECT_THROW(Ticker(-1s), std::invalid_argument);
  EXPECT_THROW(Ticker(1s, {.jitter = 2s}), std::invalid_argument);
  EXPECT_THROW(Ticker(1s, {.jitter = -1s}), std::invalid_argument);
  Ticker never(Duration::max(), {.jitter = Duration::max()});
  EXPECT_FALSE(with_timeout(1h, [&] { never.wait(); }));
}

// The virtual clock of a later hub is at an earlier time than that of a hub
// which has slept.
TEST(Ticker, StartsAnewInAHubWithAnEarlierClock) {
  constexpr HubOptions kVirtual{.clock = ClockKind::kVirtual};
  for (const bool ticked : {false, true}) {
    std::optional<Ticker> ticker;
    {
      const Hub hub(kVirtual);
      sleep_for(24h);
      ticker.emplace(1h);
      if (ticked) ticker->wait();
    }
    const Hub hub(kVirtual);
    const TimePoint began = now();
    Event stop;
    EXPECT_EQ(ticker->next() - began, 1h);
    ticker->wait();
    EXPECT_EQ(now() - began, 1h);
    EXPECT_TRUE(ticker->wait(stop));
    EXPECT_EQ(now() - began, 2h);
    EXPECT_EQ(ticker->next() - began, 3h);
  }
}

TEST(Ticker, TicksAtOnceInAHubWithALaterClock) {
  constexpr HubOptions kVirtual{.clock = ClockKind::kVirtual};
  std::optional<Ticker> ticker;
  {
    const Hub hub(kVirtual);
    ticker.emplace(1h);
    ticker->wait();
  }
  const Hub hub(kVirtual);
  sleep_for(90min);
  ticker->wait();
  sleep_for(24h);
  const TimePoint late = now();
  ticker->wait();
  EXPECT_EQ(now(), late);
}

}  // namespace
}  // namespace gfetch
