#include "crawler/crawl/policy/redirect.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/case_name.h"

namespace gfetch::crawl {
namespace {

web::Url url(std::string_view text) {
  return *web::parse_url(text);
}

/// Returns the next step after a response: `GET http://…`, `final`, or the name
/// of an error.
std::string next_of(Redirects& redirects, int status_code,
                    std::optional<std::string_view> location) {
  const Result<bool> more = redirects.follow(status_code, location);
  if (!more) return std::string(name_of(more.error().kind));
  if (!*more) return "final";
  return redirects.step().method + ' ' + redirects.step().url.href();
}

struct Case {
  std::string_view name;
  int status_code;
  std::string_view method;
  std::optional<std::string_view> location;
  std::string_view expected;
};

void PrintTo(const Case& item, std::ostream* out) {
  *out << item.method << ' ' << item.status_code << ' '
       << testing::PrintToString(item.location);
}

class RedirectTable : public testing::TestWithParam<Case> {};

TEST_P(RedirectTable, LeadsTo) {
  Redirects redirects(url("http://u:p@h/a/b?q#f"),
                      std::string(GetParam().method));
  EXPECT_EQ(next_of(redirects, GetParam().status_code, GetParam().location),
            GetParam().expected);
}

constexpr Case kMethods[] = {
    {"Get301", 301, "GET", "//x", "GET http://x/#f"},
    {"Get302", 302, "GET", "//x", "GET http://x/#f"},
    {"Get303", 303, "GET", "//x", "GET http://x/#f"},
    {"Get307", 307, "GET", "//x", "GET http://x/#f"},
    {"Get308", 308, "GET", "//x", "GET http://x/#f"},
    {"Head301", 301, "HEAD", "//x", "HEAD http://x/#f"},
    {"Head303", 303, "HEAD", "//x", "HEAD http://x/#f"},
    {"Post301", 301, "POST", "//x", "GET http://x/#f"},
    {"Post302", 302, "POST", "//x", "GET http://x/#f"},
    {"Post303", 303, "POST", "//x", "GET http://x/#f"},
    {"Post307", 307, "POST", "//x", "POST http://x/#f"},
    {"Post308", 308, "POST", "//x", "POST http://x/#f"},
    {"Put301", 301, "PUT", "//x", "PUT http://x/#f"},
    {"Put303", 303, "PUT", "//x", "GET http://x/#f"},
    {"Delete302", 302, "DELETE", "//x", "DELETE http://x/#f"},
};
INSTANTIATE_TEST_SUITE_P(Methods, RedirectTable, testing::ValuesIn(kMethods),
                         test::case_name);

constexpr Case kFinal[] = {
    {"Ok", 200, "GET", "//x", "final"},
    {"Created", 201, "POST", "//x", "final"},
    {"MultipleChoices", 300, "GET", "//x", "final"},
    {"NotModified", 304, "GET", "//x", "final"},
    {"UseProxy", 305, "GET", "//x", "final"},
    {"Switch", 306, "GET", "//x", "final"},
    {"NotFound", 404, "GET", "//x", "final"},
    {"T35_NoLocation", 302, "GET", std::nullopt, "final"},
    {"T35_EmptyLocation", 302, "GET", "", "final"},
};
INSTANTIATE_TEST_SUITE_P(Final, RedirectTable, testing::ValuesIn(kFinal),
                         test::case_name);

constexpr Case kLocations[] = {
    {"Relative", 302, "GET", "c", "GET http://u:p@h/a/c#f"},
    {"Query", 302, "GET", "?x", "GET http://u:p@h/a/b?x#f"},
    {"OwnFragment", 302, "GET", "/c#g", "GET http://u:p@h/c#g"},
    {"EmptyFragment", 302, "GET", "/c#", "GET http://u:p@h/c#"},
    {"Absolute", 302, "GET", "http://h/c", "GET http://h/c#f"},
    {"ToHttps", 302, "GET", "https://h/", "GET https://h/#f"},
    {"T35_Space", 302, "GET", "/a b", "GET http://u:p@h/a%20b#f"},
    {"T35_Utf8", 302, "GET", "/\u00e9", "GET http://u:p@h/%C3%A9#f"},
    {"T35_Latin1", 302, "GET", "/\xE9", "GET http://u:p@h/%E9#f"},
    {"T35_Utf8Host", 302, "GET", "//b\u00fc/", "GET http://xn--b-eha/#f"},
    {"Latin1Host", 302, "GET", "//b\xFC/", "bad_redirect"},
    {"T02_Newline", 302, "GET", "/a\r\nX: y", "GET http://u:p@h/aX:%20y#f"},
    {"NoHost", 302, "GET", "http://", "bad_redirect"},
    {"BadPort", 302, "GET", "//x:y/", "bad_redirect"},
    {"T16_File", 302, "GET", "file:///etc/passwd", "unsupported_scheme"},
    {"T16_Ftp", 302, "GET", "ftp://h/", "unsupported_scheme"},
    {"T16_Gopher", 302, "GET", "gopher://h/", "unsupported_scheme"},
    {"T16_Scp", 302, "GET", "scp://h/a", "unsupported_scheme"},
    {"T16_Dict", 302, "GET", "dict://h/", "unsupported_scheme"},
    {"T16_Data", 302, "GET", "data:,x", "unsupported_scheme"},
    {"T16_JavaScript", 302, "GET", "javascript:x", "unsupported_scheme"},
    {"T35_ToItself", 302, "GET", "", "final"},
    {"T35_ToItsFragment", 302, "GET", "#g", "too_many_redirects"},
    {"T35_ToItsOwnName", 302, "GET", "b?q", "too_many_redirects"},
};
INSTANTIATE_TEST_SUITE_P(Locations, RedirectTable,
                         testing::ValuesIn(kLocations), test::case_name);

TEST(Redirects, BodyGoesAlongUntilTheMethodBecomesGet) {
  Redirects redirects(url("http://h/"), "POST");
  EXPECT_EQ(next_of(redirects, 307, "/1"), "POST http://h/1");
  EXPECT_TRUE(redirects.step().sends_body);
  EXPECT_EQ(next_of(redirects, 303, "/2"), "GET http://h/2");
  EXPECT_FALSE(redirects.step().sends_body);
  EXPECT_EQ(next_of(redirects, 307, "/3"), "GET http://h/3");
  EXPECT_FALSE(redirects.step().sends_body);
}

TEST(Redirects, PostThenGetOfOneUrlIsNoLoop) {
  Redirects redirects(url("http://h/form"), "POST");
  EXPECT_EQ(next_of(redirects, 303, "/form"), "GET http://h/form");
  EXPECT_EQ(next_of(redirects, 303, "/form"), "too_many_redirects");
}

TEST(Redirects, T35_PingPongIsALoop) {
  Redirects redirects(url("http://h/"), "GET");
  EXPECT_EQ(next_of(redirects, 301, "https://h/"), "GET https://h/");
  const Result<bool> back = redirects.follow(301, "http://h/");
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().kind, ErrorKind::kTooManyRedirects);
  EXPECT_EQ(back.error().message,
            "the redirects go in circles: back to http://h/");
  EXPECT_EQ(redirects.step().url.href(), "https://h/");
  EXPECT_EQ(redirects.num_hops(), 1);
}

TEST(Redirects, T35_ChainEndsAtTheLimit) {
  Redirects redirects(url("http://h/"), "GET", {.max_hops = 10});
  for (int hop = 1; hop <= 10; ++hop) {
    ASSERT_TRUE(redirects.follow(302, std::to_string(hop)));
  }
  EXPECT_EQ(redirects.num_hops(), 10);
  EXPECT_EQ(next_of(redirects, 302, "11"), "too_many_redirects");
  EXPECT_EQ(next_of(redirects, 200, "11"), "final");
}

TEST(Redirects, NoneAllowedMakesTheFirstAnError) {
  Redirects redirects(url("http://h/"), "GET", {.max_hops = 0});
  EXPECT_EQ(next_of(redirects, 302, "/a"), "too_many_redirects");
}

TEST(Redirects, T09_ErrorsNeverQuoteThePassword) {
  Redirects redirects(url("http://u:secret@h/"), "GET");
  const Result<bool> loop = redirects.follow(302, "/");
  ASSERT_FALSE(loop);
  EXPECT_EQ(loop.error().message,
            "the redirects go in circles: back to http://u:***@h/");
}

/// Returns the headers that are sent with `step`, out of four: one for the same
/// origin only, one for every origin, and two that describe the body.
std::string sent_with(const RedirectStep& step) {
  const std::vector<ScopedHeader> headers = {
      {{"Authorization", "a"}, HeaderScope::kSameOrigin},
      {{"User-Agent", "b"}, HeaderScope::kEverywhere},
      {{"content-type", "c"}, HeaderScope::kEverywhere}};
  std::string names;
  for (const http::Header& header : headers_for(step, headers)) {
    names += header.name + ' ';
  }
  return names;
}

struct Departure {
  std::string_view name;
  std::string_view location;
  bool same_origin;
};

void PrintTo(const Departure& item, std::ostream* out) {
  *out << item.location;
}

class RedirectHome : public testing::TestWithParam<Departure> {};

TEST_P(RedirectHome, KeepsHomeHeaders) {
  Redirects redirects(url("https://h/"), "GET");
  EXPECT_EQ(sent_with(redirects.step()),
            "Authorization User-Agent content-type ");
  ASSERT_TRUE(redirects.follow(302, GetParam().location));
  EXPECT_EQ(sent_with(redirects.step()),
            GetParam().same_origin ? "Authorization User-Agent content-type "
                                   : "User-Agent content-type ");
}

constexpr Departure kDepartures[] = {
    {"SameOrigin", "https://h/b", true},
    {"SamePortSpelt", "https://H:443/b", true},
    {"T11_OtherHost", "https://other/", false},
    {"T11_Subdomain", "https://www.h/", false},
    {"T11_TrailingDot", "https://h./", false},
    {"T12_OtherPort", "https://h:444/", false},
    {"T12_Downgrade", "http://h/", false},
    {"T12_SamePortOtherScheme", "http://h:443/", false},
    {"T13_SameHostInUserinfo", "https://h@other/", false},
};
INSTANTIATE_TEST_SUITE_P(Table, RedirectHome, testing::ValuesIn(kDepartures),
                         test::case_name);

TEST(Redirects, HomeHeadersAreSentAgainAtHome) {
  Redirects redirects(url("http://h/"), "GET");
  ASSERT_TRUE(redirects.follow(302, "http://login/"));
  EXPECT_FALSE(redirects.step().same_origin);
  ASSERT_TRUE(redirects.follow(302, "http://h/back"));
  EXPECT_TRUE(redirects.step().same_origin);
}

TEST(Redirects, BodyHeadersGoWithTheBodyOnly) {
  Redirects redirects(url("http://h/"), "POST");
  ASSERT_TRUE(redirects.follow(302, "/a"));
  EXPECT_EQ(sent_with(redirects.step()), "Authorization User-Agent ");
}

TEST(Location, IsTheFirstOfItsName) {
  EXPECT_EQ(
      location_of({{"Server", "x"}, {"location", "/a"}, {"Location", "/b"}}),
      "/a");
  EXPECT_EQ(location_of({{"Server", "x"}}), std::nullopt);
}

}  // namespace
}  // namespace gfetch::crawl
