#include "crawl/scope/budgets.h"

#include <gtest/gtest.h>

#include <string>

namespace gfetch::crawl {
namespace {

bool admits(Budgets& budgets, const std::string& url) {
  const auto reason = budgets.admit(web::parse_url(url).value());
  EXPECT_EQ(reason.value_or(SkipReason::kPageLimit), SkipReason::kPageLimit);
  return !reason;
}

TEST(Budgets, WithoutLimitsAllAreAdmitted) {
  Budgets budgets;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(admits(budgets, "http://h/"));
  EXPECT_EQ(budgets.admitted(), 1000U);
}

TEST(Budgets, ARunHasOne) {
  Budgets budgets({.pages = 2});
  EXPECT_TRUE(admits(budgets, "http://a/"));
  EXPECT_TRUE(admits(budgets, "http://b/"));
  EXPECT_FALSE(admits(budgets, "http://c/"));
  EXPECT_EQ(budgets.admitted(), 2U);
}

TEST(Budgets, AHostHasOneWhateverItsPort) {
  Budgets budgets({.pages_per_host = 2});
  EXPECT_TRUE(admits(budgets, "http://a/1"));
  EXPECT_TRUE(admits(budgets, "https://a:8443/2"));
  EXPECT_FALSE(admits(budgets, "http://a/3"));
  EXPECT_TRUE(admits(budgets, "http://b/"));
}

TEST(Budgets, T54_ADomainHasOneHoweverManyHostsItHas) {
  Budgets budgets({.pages_per_domain = 3});
  int admitted = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example.co.uk";
    admitted += admits(budgets, "http://" + host + "/") ? 1 : 0;
  }
  EXPECT_EQ(admitted, 3);
  EXPECT_TRUE(admits(budgets, "http://other.co.uk/"));
}

TEST(Budgets, WhatIsRefusedCountsNowhere) {
  Budgets budgets({.pages = 2, .pages_per_host = 1});
  EXPECT_TRUE(admits(budgets, "http://a/"));
  EXPECT_FALSE(admits(budgets, "http://a/"));
  EXPECT_TRUE(admits(budgets, "http://b/"));
}

TEST(Budgets, ZeroAdmitsNone) {
  Budgets budgets({.pages_per_host = 0});
  EXPECT_FALSE(admits(budgets, "http://a/"));
}

}  // namespace
}  // namespace gfetch::crawl
