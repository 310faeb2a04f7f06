#include "engine/net/src/dns_cache.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace gfetch::net {
namespace {

using std::chrono::seconds;

constexpr TimePoint kStart{};

Result<AddressList> answer(const char* address) {
  return std::make_shared<const std::vector<IpAddress>>(
      1, parse_address(address).value());
}

TEST(DnsCache, HoldsAnAnswerForItsTime) {
  DnsCache cache(10);
  cache.put("a", answer("10.0.0.1"), kStart + seconds(5));
  ASSERT_NE(cache.find("a", kStart + seconds(4)), nullptr);
  EXPECT_EQ(cache.find("a", kStart + seconds(5)), nullptr);
  EXPECT_EQ(cache.size(), 0U);
  EXPECT_EQ(cache.find("b", kStart), nullptr);
}

TEST(DnsCache, HoldsFailuresToo) {
  DnsCache cache(10);
  cache.put("a", Error{ErrorKind::kDnsNxdomain, "no"}, kStart + seconds(5));
  const auto* found = cache.find("a", kStart);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->error().kind, ErrorKind::kDnsNxdomain);
}

TEST(DnsCache, ReplacesAnAnswer) {
  DnsCache cache(10);
  cache.put("a", answer("10.0.0.1"), kStart + seconds(5));
  cache.put("a", answer("10.0.0.2"), kStart + seconds(9));
  const auto* found = cache.find("a", kStart + seconds(7));
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(to_string(found->value()->front()), "10.0.0.2");
  EXPECT_EQ(cache.size(), 1U);
}

TEST(DnsCache, WhatWasAskedLongestAgoLeavesFirst) {
  DnsCache cache(2);
  const TimePoint late = kStart + seconds(60);
  cache.put("a", answer("10.0.0.1"), late);
  cache.put("b", answer("10.0.0.2"), late);
  EXPECT_NE(cache.find("a", kStart), nullptr);
  cache.put("c", answer("10.0.0.3"), late);
  EXPECT_NE(cache.find("a", kStart), nullptr);
  EXPECT_EQ(cache.find("b", kStart), nullptr);
  EXPECT_NE(cache.find("c", kStart), nullptr);
}

TEST(DnsCache, OfNoSizeHoldsNothing) {
  DnsCache cache(0);
  cache.put("a", answer("10.0.0.1"), kStart + seconds(5));
  EXPECT_EQ(cache.find("a", kStart), nullptr);
}

}  // namespace
}  // namespace gfetch::net
