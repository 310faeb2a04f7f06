#include "gfetch/crawl/visitor_options.h"

#include <gtest/gtest.h>

namespace gfetch::crawl {
namespace {

TEST(AcceptSet, IsEverythingBelow400UnlessTold) {
  const AcceptSet defaults;
  EXPECT_TRUE(defaults.contains(200));
  EXPECT_TRUE(defaults.contains(304));
  EXPECT_TRUE(defaults.contains(399));
  EXPECT_FALSE(defaults.contains(400));
  EXPECT_FALSE(defaults.contains(503));
}

TEST(AcceptSet, ReadsCodesAndRanges) {
  const Result<AcceptSet> accept = AcceptSet::parse("200..=299,429");
  ASSERT_TRUE(accept);
  EXPECT_TRUE(accept->contains(200));
  EXPECT_TRUE(accept->contains(299));
  EXPECT_TRUE(accept->contains(429));
  EXPECT_FALSE(accept->contains(199));
  EXPECT_FALSE(accept->contains(300));
}

TEST(AcceptSet, ReadsClassesAndRangesWithoutTheirEnd) {
  const Result<AcceptSet> accept = AcceptSet::parse("2xx,404,500..503,..=100");
  ASSERT_TRUE(accept);
  for (const int code : {100, 200, 299, 404, 500, 502}) {
    EXPECT_TRUE(accept->contains(code)) << code;
  }
  for (const int code : {101, 199, 300, 403, 499, 503}) {
    EXPECT_FALSE(accept->contains(code)) << code;
  }
}

TEST(AcceptSet, RefusesWhatIsNoRange) {
  for (const char* text :
       {"", ",", "200,", "xxx", "0xx", "20x", "2XX", "299..=200", "200..200",
        "200..", "200...300", "99", "1000", "200 ", "-200", "200..=", ".."}) {
    EXPECT_FALSE(AcceptSet::parse(text)) << text;
  }
}

}  // namespace
}  // namespace gfetch::crawl
