#include "tests/support/json.h"

#include <gtest/gtest.h>

namespace gfetch::test {
namespace {

TEST(Json, FollowsAPath) {
  const auto json = Json::parse(R"({"a":[{"b":7},{"c":"x"}],"d":true})");
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["a"][0]["b"].number(), 7);
  EXPECT_EQ((*json)["a"][1]["c"].text(), "x");
  EXPECT_TRUE((*json)["d"].truth());
}

TEST(Json, IsCalmAboutWhatIsAbsent) {
  const auto json = Json::parse("{}");
  ASSERT_TRUE(json);
  EXPECT_FALSE((*json)["a"][3]["b"].exists());
  EXPECT_EQ((*json)["a"].text(), "");
}

TEST(Json, KnowsBadTextAndBadUtf8) {
  EXPECT_FALSE(Json::parse("{"));
  EXPECT_FALSE(Json::parse("\"\xff\""));
}

TEST(Json, LinesKeepTheirCount) {
  const auto lines = json_lines("{\"a\":1}\nnonsense\n{\"a\":2}\n");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_FALSE(lines[1].exists());
  EXPECT_EQ(lines[2]["a"].number(), 2);
}

}  // namespace
}  // namespace gfetch::test
