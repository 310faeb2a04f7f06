#include "gfetch/crawl/run.h"

#include <gtest/gtest.h>

namespace gfetch::crawl {
namespace {

TEST(FailureLimit, IsNoneUnlessTold) {
  EXPECT_FALSE(FailureLimit().exceeded(1'000'000, 1'000'000));
}

TEST(FailureLimit, AllowsSoManyFailures) {
  const Result<FailureLimit> limit = FailureLimit::parse("2");
  ASSERT_TRUE(limit);
  EXPECT_FALSE(limit->exceeded(2, 2));
  EXPECT_TRUE(limit->exceeded(3, 100));
}

TEST(FailureLimit, JudgesAShareOnceItHasASample) {
  const Result<FailureLimit> limit = FailureLimit::parse("5%");
  ASSERT_TRUE(limit);
  EXPECT_FALSE(limit->exceeded(19, 19));
  EXPECT_TRUE(limit->exceeded(2, 20));
  EXPECT_FALSE(limit->exceeded(5, 100));
  EXPECT_TRUE(limit->exceeded(6, 100));
}

TEST(FailureLimit, RefusesWhatIsNone) {
  for (const char* text : {"", "%", "-1", "5 %", "101%", "-1%", "x", "1.5"}) {
    EXPECT_FALSE(FailureLimit::parse(text)) << text;
  }
}

}  // namespace
}  // namespace gfetch::crawl
