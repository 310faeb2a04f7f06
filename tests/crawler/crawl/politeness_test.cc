#include "crawler/crawl/frontier/politeness.h"

#include <gtest/gtest.h>

#include <chrono>

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;

TimePoint at(Duration since_start) {
  return TimePoint(since_start);
}

TEST(Politeness, AllowsSoManyRequestsToOneHost) {
  Politeness politeness({.host_concurrency = 2});
  HostPace host;
  politeness.started(host, at(1s));
  EXPECT_FALSE(politeness.full(host));
  politeness.started(host, at(1s));
  EXPECT_TRUE(politeness.full(host));
  politeness.finished(host);
  EXPECT_FALSE(politeness.full(host));
}

TEST(Politeness, AsksAHostByFewerWhoTurnsRequestsAway) {
  Politeness politeness({.host_concurrency = 4});
  HostPace host;
  for (int i = 0; i < 4; ++i) politeness.started(host, at(1s));
  EXPECT_TRUE(politeness.answered(host, {.kind = HostAnswer::Kind::kTurnedAway},
                                  at(1s), at(2s)));
  EXPECT_EQ(politeness.limit(host), 2);
  politeness.finished(host);
  politeness.finished(host);
  EXPECT_TRUE(politeness.full(host));
}

TEST(Politeness, TakesARefusedConnectionForNoLoad) {
  Politeness politeness({.host_concurrency = 4});
  HostPace host;
  for (int i = 0; i < 4; ++i) politeness.started(host, at(1s));
  EXPECT_FALSE(politeness.answered(host, {.kind = HostAnswer::Kind::kUnreached},
                                   at(1s), at(2s)));
  EXPECT_EQ(politeness.limit(host), 4);
}

TEST(Politeness, LeavesTheLimitAloneWhenTold) {
  Politeness politeness({.host_concurrency = 4, .adaptive = false});
  HostPace host;
  for (int i = 0; i < 4; ++i) politeness.started(host, at(1s));
  EXPECT_FALSE(politeness.answered(host, {.kind = HostAnswer::Kind::kSilent},
                                   at(1s), at(2s)));
  EXPECT_EQ(politeness.limit(host), 4);
}

TEST(Politeness, CountsTheDelayFromTheLastStart) {
  Politeness politeness({.delay = 3s});
  HostPace host;
  politeness.started(host, at(10s));
  politeness.finished(host);
  EXPECT_EQ(politeness.ready_at(host), at(13s));
}

TEST(Politeness, KeepsHostsApart) {
  Politeness politeness(
      {.host_concurrency = 1, .delay = 3s, .host_rate = Rate{1, 1min}});
  HostPace one;
  politeness.started(one, at(10s));
  const HostPace other;
  EXPECT_FALSE(politeness.full(other));
  EXPECT_LE(politeness.ready_at(other), at(10s));
}

TEST(Politeness, HoldsTheRateOfAHost) {
  Politeness politeness({.host_rate = Rate{1, 1min}});
  HostPace host;
  politeness.started(host, at(10s));
  EXPECT_EQ(politeness.ready_at(host), at(70s) - Pacer::kSlack);
}

TEST(Politeness, HoldsTheRateOfTheRun) {
  Politeness politeness({.rate = Rate{1, 1min}});
  HostPace host;
  politeness.started(host, at(10s));
  EXPECT_LE(politeness.ready_at(host), at(10s));
  EXPECT_EQ(politeness.ready_at(), at(70s) - Pacer::kSlack);
}

TEST(Politeness, PausesAHostForAsLongAsTheLongestPause) {
  Politeness politeness;
  HostPace host;
  politeness.pause(host, at(60s));
  politeness.pause(host, at(30s));
  EXPECT_EQ(politeness.ready_at(host), at(60s));
}

TEST(Politeness, ForgetsAHostWhenNothingHoldsItUp) {
  Politeness politeness({.delay = 3s});
  HostPace host;
  politeness.started(host, at(10s));
  EXPECT_FALSE(politeness.forgettable(host, at(20s)));
  politeness.finished(host);
  EXPECT_FALSE(politeness.forgettable(host, at(12s)));
  EXPECT_TRUE(politeness.forgettable(host, at(13s)));
}

}  // namespace
}  // namespace gfetch::crawl
