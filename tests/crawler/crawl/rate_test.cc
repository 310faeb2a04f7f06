#include "crawler/crawl/frontier/rate.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;

TimePoint at(Duration since_start) {
  return TimePoint(since_start);
}

struct RateCase {
  const char* text;
  std::uint32_t count;
  Duration per;
};

TEST(Rate, ReadsItsUnits) {
  constexpr RateCase kCases[] = {
      {"10/s", 10, 1s}, {"1/m", 1, 1min}, {"1000000000/h", 1000000000, 1h}};
  for (const RateCase& wanted : kCases) {
    const Result<Rate> rate = parse_rate(wanted.text);
    ASSERT_TRUE(rate) << wanted.text;
    EXPECT_EQ(rate->count, wanted.count);
    EXPECT_EQ(rate->per, wanted.per);
  }
}

TEST(Rate, RefusesWhatIsNone) {
  for (const char* text : {"", "10", "/s", "0/s", "-1/s", "1/d", "1/s ", " 1/s",
                           "1.5/s", "1/", "1000000001/s", "99999999999/s"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(Pacer, WithoutRateNeverWaits) {
  const Pacer pacer;
  TimePoint mark{};
  for (int i = 0; i < 1000; ++i) mark = pacer.after_start(mark, at(5s));
  EXPECT_LE(pacer.ready_at(mark), at(5s));
}

// Starts as soon as the pacer allows, `count` times, and returns the times of
// the starts.
std::vector<Duration> starts(const Pacer& pacer, int count) {
  std::vector<Duration> starts;
  TimePoint mark{};
  TimePoint now{};
  for (int i = 0; i < count; ++i) {
    now = std::max(now, pacer.ready_at(mark));
    starts.push_back(now.time_since_epoch());
    mark = pacer.after_start(mark, now);
  }
  return starts;
}

TEST(Pacer, SpacesSlowRatesEvenly) {
  const std::vector<Duration> when = starts(Pacer(Rate{10, 1s}), 101);
  EXPECT_EQ(when[0], 0s);
  for (std::size_t i = 2; i < when.size(); ++i) {
    EXPECT_EQ(when[i] - when[i - 1], 100ms) << i;
  }
  EXPECT_EQ(when[100], 10s - Pacer::kSlack);
}

TEST(Pacer, BurstsNoMoreThanItsSlack) {
  const std::vector<Duration> when = starts(Pacer(Rate{1000, 1s}), 1000);
  for (std::size_t i = 0; i < when.size(); ++i) {
    const Duration due = i * 1ms;
    EXPECT_GE(when[i] + Pacer::kSlack, due);
    EXPECT_LE(when[i], due);
  }
}

TEST(Pacer, SavesNothingUpWhileIdle) {
  const Pacer pacer(Rate{10, 1s});
  const TimePoint mark = pacer.after_start(at(0s), at(60s));
  EXPECT_EQ(pacer.ready_at(mark), at(60s + 100ms) - Pacer::kSlack);
}

TEST(Bandwidth, WithoutALimitNobodyWaits) {
  Bandwidth bandwidth;
  EXPECT_FALSE(bandwidth.limited());
  EXPECT_EQ(bandwidth.take(1'000'000'000, TimePoint(1s)), 0s);
}

TEST(Bandwidth, MakesEveryTakerWaitAfterTheOthers) {
  Bandwidth bandwidth(1000);
  const TimePoint begin(10s);
  EXPECT_EQ(bandwidth.take(500, begin), 500ms);
  EXPECT_EQ(bandwidth.take(2000, begin), 2500ms);
  EXPECT_EQ(bandwidth.take(500, begin + 1s), 2s);
}

TEST(Bandwidth, SavesNothingUpWhileNothingComes) {
  Bandwidth bandwidth(1000);
  bandwidth.take(1000, TimePoint(0s));
  EXPECT_EQ(bandwidth.take(1000, TimePoint(60s)), 1s);
}

}  // namespace
}  // namespace gfetch::crawl
