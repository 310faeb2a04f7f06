#include "crawler/report/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace gfetch::report {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, OfNothingIsZero) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.quantile(0.5), 0s);
  EXPECT_EQ(histogram.max(), 0s);
}

TEST(Histogram, OfOneIsThatOneEverywhere) {
  Histogram histogram;
  histogram.add(127ns);
  for (const double q : {0.0, 0.5, 1.0}) {
    EXPECT_EQ(histogram.quantile(q), 127ns);
  }
}

TEST(Histogram, TakesAnyDuration) {
  Histogram histogram;
  histogram.add(-1s);
  histogram.add(Duration::max());
  histogram.add(0s);
  EXPECT_EQ(histogram.count(), 3u);
  EXPECT_EQ(histogram.max(), Duration::max());
  EXPECT_EQ(histogram.quantile(0.5), 0s);
}

// Every quantile, from nanoseconds to hours, is exact within a percent.
TEST(Histogram, IsWithinOnePercentEverywhere) {
  for (std::int64_t value = 1; value < 100'000'000'000'000;
       value += value / 37 + 1) {
    Histogram histogram;
    histogram.add(Duration(value));
    // A larger value, so that max() is not the result.
    histogram.add(Duration::max());
    const auto found = static_cast<double>(histogram.quantile(0.5).count());
    const auto exact = static_cast<double>(value);
    ASSERT_LE(std::abs(found - exact), exact * 0.0079) << value;
  }
}

TEST(Histogram, AgreesWithSorting) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> distribution(17, 1.5);
  Histogram histogram;
  std::vector<double> sorted;
  for (int i = 0; i < 20'000; ++i) {
    const auto value = static_cast<std::int64_t>(distribution(random));
    histogram.add(Duration(value));
    sorted.push_back(static_cast<double>(value));
  }
  std::sort(sorted.begin(), sorted.end());
  for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const auto rank = static_cast<std::size_t>(std::ceil(q * 20'000)) - 1;
    const auto found = static_cast<double>(histogram.quantile(q).count());
    EXPECT_NEAR(found / sorted[rank], 1, 0.008) << q;
  }
  EXPECT_EQ(static_cast<double>(histogram.max().count()), sorted.back());
}

TEST(Histogram, MergedIsThatOfBoth) {
  Histogram fast;
  Histogram slow;
  for (int i = 0; i < 90; ++i) fast.add(10ns);
  for (int i = 0; i < 10; ++i) slow.add(100ns);
  fast.merge(slow);
  EXPECT_EQ(fast.count(), 100u);
  EXPECT_EQ(fast.quantile(0.9), 10ns);
  EXPECT_EQ(fast.quantile(0.91), 100ns);
  EXPECT_EQ(fast.max(), 100ns);
}

}  // namespace
}  // namespace gfetch::report
