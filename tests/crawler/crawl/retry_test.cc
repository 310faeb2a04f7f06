#include "crawler/crawl/policy/retry.h"

#include <gtest/gtest.h>

#include <chrono>

#include "crawler/crawl/result/retry_after.h"

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;

// The example date of RFC 9110: 1994-11-06 08:49:37.
const system_clock::time_point kMoment(784111777s);

struct DateCase {
  const char* value;
  std::optional<Duration> wait;
};

TEST(RetryAfter, ReadsSecondsAndDates) {
  const DateCase kCases[] = {
      {"120", 120s},
      {" 120 ", 120s},
      {"0", 0s},
      {"-1", 0s},
      {"99999999999999999999", 100 * 365 * 24h},
      {"Sun, 06 Nov 1994 08:50:37 GMT", 60s},
      {"Sunday, 06-Nov-94 08:50:37 GMT", 60s},
      {"Sun Nov  6 08:50:37 1994", 60s},
      {"Sun, 06 Nov 1994 08:49:36 GMT", 0s},
      {"", std::nullopt},
      {"soon", std::nullopt},
      {"12 s", std::nullopt},
      {"1.5", std::nullopt},
      {"Sun, 06 Nov 1994 08:50:37 PST", std::nullopt},
  };
  for (const DateCase& wanted : kCases) {
    EXPECT_EQ(parse_retry_after(wanted.value, kMoment), wanted.wait)
        << wanted.value;
  }
}

TEST(RetryOn, ReadsClassesAndCodes) {
  const Result<RetryOn> on = parse_retry_on("tls,5xx,418");
  ASSERT_TRUE(on);
  EXPECT_TRUE(on->tls);
  EXPECT_TRUE(on->any_5xx);
  EXPECT_EQ(on->status_codes, std::vector<int>{418});
  EXPECT_FALSE(on->dns || on->connect || on->timeout || on->reset);
}

TEST(RetryOn, NamesWhatItDoesNotKnow) {
  for (const char* text : {"", "dns,", "dnss", "99", "600", "4xx"}) {
    EXPECT_FALSE(parse_retry_on(text)) << text;
  }
  EXPECT_EQ(parse_retry_on("dns,x").error().message.substr(0, 3), "'x'");
}

RetryPolicy policy(double dice = 0.5, RetryOptions options = {}) {
  return RetryPolicy(std::move(options), [dice] { return dice; });
}

Attempt failed(ErrorKind kind, std::string_view method = "GET") {
  return {.method = method, .error = kind};
}

Attempt answered(int status_code, std::string_view method = "GET") {
  return {.method = method, .status_code = status_code};
}

TEST(RetryPolicy, RepeatsPassingFailuresOnly) {
  for (ErrorKind kind : {ErrorKind::kDnsTimeout, ErrorKind::kDnsTemporary,
                         ErrorKind::kConnectRefused, ErrorKind::kConnectTimeout,
                         ErrorKind::kIdleTimeout, ErrorKind::kReset,
                         ErrorKind::kEmptyReply, ErrorKind::kTruncated}) {
    EXPECT_TRUE(policy().delay_after(failed(kind))) << name_of(kind);
  }
  for (ErrorKind kind :
       {ErrorKind::kDnsNxdomain, ErrorKind::kTlsExpired,
        ErrorKind::kBodyTooLarge, ErrorKind::kPrivateAddress, ErrorKind::kIo}) {
    EXPECT_FALSE(policy().delay_after(failed(kind))) << name_of(kind);
  }
  for (int code : {429, 502, 503, 504}) {
    EXPECT_TRUE(policy().delay_after(answered(code))) << code;
  }
  for (int code : {200, 301, 404, 500}) {
    EXPECT_FALSE(policy().delay_after(answered(code))) << code;
  }
}

TEST(RetryPolicy, RepeatsAPostOnlyWhenItWasNotCarriedOut) {
  EXPECT_TRUE(policy().delay_after(failed(ErrorKind::kConnectRefused, "POST")));
  EXPECT_TRUE(policy().delay_after(answered(503, "POST")));
  EXPECT_FALSE(policy().delay_after(failed(ErrorKind::kReset, "POST")));
  EXPECT_FALSE(policy().delay_after(answered(502, "POST")));
}

TEST(RetryPolicy, BacksOffWithFullJitter) {
  const RetryOptions options{.max_retries = 10};
  Attempt attempt = answered(503);
  for (const Duration ceiling : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
    EXPECT_EQ(policy(0.5, options).delay_after(attempt), ceiling / 2);
    EXPECT_EQ(policy(0.0, options).delay_after(attempt), 0s);
    ++attempt.number;
  }
}

TEST(RetryPolicy, ObeysRetryAfterUpToItsCap) {
  Attempt attempt = answered(429);
  attempt.retry_after = 7s;
  EXPECT_EQ(policy().delay_after(attempt), 7s);
  attempt.retry_after = 24h;
  EXPECT_EQ(policy().delay_after(attempt), 60s);
}

TEST(RetryPolicy, LetsAHostRestThatAsksForIt) {
  Attempt attempt = answered(429);
  EXPECT_FALSE(policy().host_rest_after(attempt));
  attempt.retry_after = 7s;
  EXPECT_EQ(policy().host_rest_after(attempt), 7s);
  attempt.number = 100;  // the pause also applies after the last attempt
  EXPECT_EQ(policy().host_rest_after(attempt), 7s);
  attempt.retry_after = 24h;
  EXPECT_EQ(policy().host_rest_after(attempt), 60s);
  attempt.status_code = 200;
  EXPECT_FALSE(policy().host_rest_after(attempt));
}

struct LimitCase {
  const char* text;
  std::optional<RetryLimit> limit;
};

TEST(RetryLimit, ReadsNumbersAndShares) {
  const LimitCase kCases[] = {{"0", RetryLimit{.count = 0}},
                              {"500", RetryLimit{.count = 500}},
                              {"20%", RetryLimit{}},
                              {"0%", RetryLimit{.percent = 0}},
                              {"150%", RetryLimit{.percent = 150}},
                              {"", std::nullopt},
                              {"%", std::nullopt},
                              {"-1", std::nullopt},
                              {"-1%", std::nullopt},
                              {"many", std::nullopt},
                              {"1.5", std::nullopt},
                              {"inf%", std::nullopt},
                              {"nan%", std::nullopt}};
  for (const LimitCase& wanted : kCases) {
    const Result<RetryLimit> limit = RetryLimit::parse(wanted.text);
    ASSERT_EQ(bool(limit), wanted.limit.has_value()) << wanted.text;
    if (limit) {
      EXPECT_EQ(*limit, *wanted.limit) << wanted.text;
    } else {
      EXPECT_NE(limit.error().message.find(wanted.text), std::string::npos);
    }
  }
}

TEST(RetryBudget, AllowsSoMany) {
  RetryBudget budget({.count = 2});
  EXPECT_TRUE(budget.take());
  EXPECT_TRUE(budget.take());
  EXPECT_FALSE(budget.take());
  EXPECT_FALSE(budget.take());
  EXPECT_EQ(budget.refused(), 2U);
}

TEST(RetryBudget, AllowsAShareOfTheUrls) {
  RetryBudget budget({.percent = 20});
  for (std::uint64_t i = 0; i < RetryLimit::kFree; ++i) {
    EXPECT_TRUE(budget.take());
  }
  EXPECT_FALSE(budget.take());
  for (int i = 0; i < 5005; ++i) budget.visited();
  EXPECT_TRUE(budget.take());
  EXPECT_FALSE(budget.take());
}

TEST(RetryPolicy, GivesUpInTheEnd) {
  Attempt attempt = answered(503);
  attempt.number = 2;
  EXPECT_TRUE(policy().delay_after(attempt));
  attempt.number = 3;
  EXPECT_FALSE(policy().delay_after(attempt));
  attempt.number = 1;
  EXPECT_FALSE(policy(0.5, {.max_retries = 0}).delay_after(attempt));
}

}  // namespace
}  // namespace gfetch::crawl
