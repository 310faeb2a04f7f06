#include "crawl/scope/traps.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/support/case_name.h"

namespace gfetch::crawl {
namespace {

std::string repeated(int times, const std::string& piece) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

/// Returns a path of `count` segments: `/s0/s1/…`.
std::string segments(int count) {
  std::string path;
  for (int i = 0; i < count; ++i) path += "/s" + std::to_string(i);
  return path;
}

/// Returns a query of `count` parameters: `?p0=1&p1=1…`.
std::string parameters(int count) {
  std::string query = "?x";
  for (int i = 1; i < count; ++i) query += "&p" + std::to_string(i) + "=1";
  return query;
}

struct Case {
  const char* name;
  std::string rest;  ///< the part of the URL after `http://h`
  bool trap;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.name;
}

const Case kCases[] = {
    {"AnyPage", "/docs/intro.html?a=1", false},
    {"ASegmentTwice", "/a/a/b", false},
    {"ASegmentThrice", "/a/a/a/b", true},
    {"ASegmentThriceApart", "/a/b/a/c/a", false},
    {"TwoSegmentsTwice", "/a/b/a/b/", false},
    {"TwoSegmentsThrice", "/x/a/b/a/b/a/b", true},
    {"ThreeSegmentsThrice", "/a/b/c/a/b/c/a/b/c", true},
    {"FourSegmentsThrice", "/a/b/c/d/a/b/c/d/a/b/c/d", false},
    {"EmptySegmentsDoNotHideIt", "/a//a//a", true},
    {"SlashesAlone", "////////", false},
    // No real date has three numbers after the year.
    {"DatesAreNone", "/2026/11/11/11", true},
    {"TwentySegments", segments(20), false},
    {"MoreSegments", segments(21), true},
    {"AsLongAsBrowsersTook", "/" + std::string(2083 - 9, 'a'), false},
    {"Longer", "/" + std::string(2083 - 8, 'a'), true},
    {"ManyParameters", "/" + parameters(32), false},
    {"MoreParameters", "/" + parameters(33), true},
    {"AParameterOften", "/?" + repeated(16, "a=1&") + "b", false},
    {"AParameterTooOften", "/?" + repeated(17, "a=1&") + "b", true},
    {"ParametersWithoutValues", "/?" + repeated(17, "a&"), true},
    {"NoQuery", "/?", false},
};

class Traps : public testing::TestWithParam<Case> {};

TEST_P(Traps, T54_AreSeen) {
  const web::Url url = web::parse_url("http://h" + GetParam().rest).value();
  EXPECT_EQ(trap_in(url).has_value(), GetParam().trap);
}
INSTANTIATE_TEST_SUITE_P(Urls, Traps, testing::ValuesIn(kCases),
                         test::case_name);

TEST(Traps, T54_ALinkThatLeadsEverDeeperEnds) {
  web::Url url = web::parse_url("http://h/x/y.html").value();
  int hops = 0;
  while (!trap_in(url)) {
    url = parse_url("x/y.html", &url).value();
    ASSERT_LT(++hops, 10);
  }
  EXPECT_EQ(trap_in(url), "the path repeats itself");
}

}  // namespace
}  // namespace gfetch::crawl
