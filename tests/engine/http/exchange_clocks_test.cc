#include "engine/http/src/exchange_clocks.h"

#include <gtest/gtest.h>

#include <chrono>

namespace gfetch::http {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart = TimePoint(1h);

TEST(ExchangeClocks, WithoutLimitsNobodyLooks) {
  ExchangeClocks clocks;
  EXPECT_EQ(clocks.start(kStart), std::nullopt);
  for (const auto& look :
       {clocks.while_connecting(kStart + 24h),
        clocks.once_connected(kStart + 24h), clocks.while_paused()}) {
    EXPECT_FALSE(look.late);
    EXPECT_EQ(look.again_in, std::nullopt);
  }
}

TEST(ExchangeClocks, ConnectingTakesNoLongerThanItsLimit) {
  ExchangeClocks clocks(3s, 10s);
  EXPECT_EQ(clocks.start(kStart), TimeLimit(3s));
  EXPECT_EQ(clocks.while_connecting(kStart + 2s).again_in, TimeLimit(1s));
  const ExchangeClocks::Look look = clocks.while_connecting(kStart + 3s);
  ASSERT_TRUE(look.late);
  EXPECT_EQ(look.late->kind, ErrorKind::kConnectTimeout);
  EXPECT_FALSE(clocks.once_connected(kStart + 3s).late);
}

TEST(ExchangeClocks, SilenceIsCountedFromTheLastByte) {
  ExchangeClocks clocks(std::nullopt, 10s);
  EXPECT_EQ(clocks.start(kStart), TimeLimit(10s));
  clocks.note_activity(kStart + 8s);
  EXPECT_EQ(clocks.once_connected(kStart + 10s).again_in, TimeLimit(8s));
  const ExchangeClocks::Look look = clocks.once_connected(kStart + 18s);
  ASSERT_TRUE(look.late);
  EXPECT_EQ(look.late->kind, ErrorKind::kIdleTimeout);
  EXPECT_FALSE(clocks.while_connecting(kStart + 18s).late)
      << "who connects is silent";
  EXPECT_FALSE(clocks.while_paused().late) << "who waits for us is, too";
}

TEST(ExchangeClocks, TheLongestLimitIsNoShortOne) {
  ExchangeClocks clocks(std::chrono::hours::max(), std::chrono::hours::max());
  EXPECT_EQ(clocks.start(kStart), TimeLimit(Duration::max()));
  for (const auto& look : {clocks.while_connecting(kStart + 24h),
                           clocks.once_connected(kStart + 24h)}) {
    EXPECT_FALSE(look.late);
    EXPECT_GT(look.again_in.value(), 24h);
  }
}

}  // namespace
}  // namespace gfetch::http
