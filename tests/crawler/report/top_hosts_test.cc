#include "crawler/report/top_hosts.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace gfetch::report {
namespace {

using namespace std::chrono_literals;

TEST(FrequentHosts, CountsExactlyWhileThereIsRoom) {
  FrequentHosts hosts(4);
  for (int i = 0; i < 3; ++i) hosts.count("b");
  hosts.count("a");
  hosts.count("c", 2);
  const auto top = hosts.top(2);
  ASSERT_EQ(top.size(), 2u);
  EXPECT_EQ(top[0].host, "b");
  EXPECT_EQ(top[0].count, 3u);
  EXPECT_EQ(top[1].host, "c");
}

TEST(FrequentHosts, FindsTheFrequentAmongAnyNumber) {
  FrequentHosts hosts(16);
  constexpr std::uint64_t kVisits = 4000;
  for (std::uint64_t i = 0; i < kVisits; ++i) {
    hosts.count(i % 4 == 0 ? "frequent" : "rare" + std::to_string(i));
  }
  const auto top = hosts.top(1);
  ASSERT_EQ(top.size(), 1u);
  EXPECT_EQ(top[0].host, "frequent");
  EXPECT_GE(top[0].count, kVisits / 4 - kVisits / 16);
  EXPECT_LE(top[0].count, kVisits / 4);
}

TEST(FrequentHosts, InventsNoCounts) {
  FrequentHosts hosts(16);
  for (int i = 0; i < 1000; ++i) hosts.count(std::to_string(i));
  for (const auto& entry : hosts.top(16)) EXPECT_EQ(entry.count, 1u);
}

TEST(SlowestHosts, KeepsTheSlowestVisitOfEach) {
  SlowestHosts hosts(2);
  hosts.add("a", 1s);
  hosts.add("b", 3s);
  hosts.add("a", 2s);
  hosts.add("c", 1500ms);
  ASSERT_EQ(hosts.entries().size(), 2u);
  EXPECT_EQ(hosts.entries()[0].host, "b");
  EXPECT_EQ(hosts.entries()[1].host, "a");
  EXPECT_EQ(hosts.entries()[1].slowest, 2s);
}

TEST(SlowestHosts, IsExactHoweverManyThereAre) {
  SlowestHosts hosts(3);
  for (int i = 0; i < 1000; ++i) {
    const int mixed = i * 577 % 1000;  // a permutation of the numbers 0 to 999
    hosts.add(std::to_string(mixed), std::chrono::milliseconds(mixed));
  }
  ASSERT_EQ(hosts.entries().size(), 3u);
  EXPECT_EQ(hosts.entries()[0].host, "999");
  EXPECT_EQ(hosts.entries()[1].host, "998");
  EXPECT_EQ(hosts.entries()[2].host, "997");
}

TEST(SlowestHosts, MergesByTheSlower) {
  SlowestHosts one;
  SlowestHosts other;
  one.add("a", 1s);
  other.add("a", 2s);
  other.add("b", 1s);
  one.merge(other);
  ASSERT_EQ(one.entries().size(), 2u);
  EXPECT_EQ(one.entries()[0].slowest, 2s);
}

TEST(HostIn, CutsItOutOfAUrl) {
  EXPECT_EQ(host_in("https://example.org/a"), "example.org");
  EXPECT_EQ(host_in("http://u:***@example.org:8080?q"), "example.org:8080");
  EXPECT_EQ(host_in("http://[::1]:80/"), "[::1]:80");
  EXPECT_EQ(host_in("no url"), "");
}

}  // namespace
}  // namespace gfetch::report
