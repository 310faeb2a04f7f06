// Tests the cookie jar by the http-state test suite.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "gfetch/web/cookie_jar.h"
#include "tests/support/conformance.h"

namespace gfetch::web {
namespace {

using nlohmann::json;

class CookieConformance : public testing::Test {
 protected:
  void SetUp() override {
    const auto path = test::conformance_file("cookies/cookie_cases.json");
    if (!path) GTEST_SKIP() << "no cookies/cookie_cases.json";
    std::ostringstream text;
    text << std::ifstream(*path).rdbuf();
    suite_ = json::parse(text.str());
  }

  json suite_;
};

/// Formats cookies in JSON as a Cookie header: `a=b; c=d`.
std::string field_of(const json& cookies) {
  std::string field;
  for (const json& cookie : cookies) {
    if (!field.empty()) field += "; ";
    field += cookie.at("name").get<std::string>() + "=" +
             cookie.at("value").get<std::string>();
  }
  return field;
}

TEST_F(CookieConformance, T17_AnswersAsTheSuiteSays) {
  // The current time of the suite's tests, about the year 2012. Some of their
  // expiry dates are earlier.
  const SystemTime now = std::chrono::sys_days(
      std::chrono::year(2014) / std::chrono::month(1) / std::chrono::day(1));
  int judged = 0;
  for (const json& item : suite_.at("cases")) {
    if (item.at("disabled_upstream").get<bool>()) continue;
    const Url page = *parse_url(item.at("request_url").get<std::string>());
    CookieJar jar;
    for (const json& field : item.at("set_cookie")) {
      jar.store(page, field.get<std::string>(), now);
    }
    const Url next =
        *parse_url(item.at("then_request").get<std::string>(), &page);
    EXPECT_EQ(jar.cookies_for(next, now), field_of(item.at("expected_cookies")))
        << item.dump();
    ++judged;
  }
  EXPECT_EQ(judged, 218);
}

TEST_F(CookieConformance, ReadsTheSuitesDates) {
  int judged = 0;
  for (const json& item : suite_.at("dates")) {
    const auto input = item.at("input").get<std::string>();
    const auto date = parse_cookie_date(input);
    const json& expected = item.at("expected");
    EXPECT_EQ(date.has_value(), !expected.is_null()) << input;
    if (date && !expected.is_null()) {
      EXPECT_EQ(date, parse_cookie_date(expected.get<std::string>())) << input;
    }
    ++judged;
  }
  EXPECT_EQ(judged, 70);
}

}  // namespace
}  // namespace gfetch::web
