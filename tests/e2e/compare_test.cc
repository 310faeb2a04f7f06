// Tests of `gfetch compare`, which fetches a list sequentially and then
// concurrently.

#include "tests/e2e/e2e.h"
#include "tests/support/pattern.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

class Compare : public testing::Test {
 protected:
  Compare() { server_.on("/*", waits(50ms)); }
  TestServer server_;
  TempDir dir_;
};

TEST_F(Compare, TextShowsBothPartsTheirTimesAndTheSpeedUp) {
  const auto list = dir_.write("list", url_list(server_, 8));
  const Finished finished = gfetch({"compare", "-q", "-i", list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  const std::size_t sync = finished.out.find("Synchronous:");
  const std::size_t async = finished.out.find("Asynchronous:");
  ASSERT_NE(sync, std::string::npos) << finished;
  ASSERT_NE(async, std::string::npos) << finished;
  EXPECT_LT(sync, async);
  EXPECT_EQ(all_matches(finished.out, "Cost time: [0-9.]+s").size(), 2U)
      << finished;
  EXPECT_TRUE(
      matches(finished.out, "Speed-up: [0-9.]+x \\([0-9]+ at a time\\)\n$"))
      << finished;
  EXPECT_EQ(server_.seen().size(), 16U);
}

TEST_F(Compare, JsonIsOneObject) {
  const Finished finished = gfetch({"compare", "-q", "-f", "json", "-c", "4",
                                    server_.url("/1"), server_.url("/2")});
  const auto json = Json::parse(finished.out);
  ASSERT_TRUE(json) << finished;
  EXPECT_EQ((*json)["synchronous"]["records"].size(), 2U);
  EXPECT_EQ((*json)["asynchronous"]["records"].size(), 2U);
  EXPECT_GT((*json)["synchronous"]["seconds"].number(), 0.09);
  EXPECT_GT((*json)["asynchronous"]["seconds"].number(), 0.0);
  EXPECT_GT((*json)["speedup"].number(), 0.0);
}

TEST_F(Compare, ExplainsBothTimes) {
  const auto list = dir_.write("list", url_list(server_, 8));
  const Finished text = gfetch({"compare", "-q", "-i", list});
  EXPECT_EQ(all_matches(text.out,
                        "Cost time: [0-9.]+s\n8 waits: [0-9.]+s in all, the "
                        "longest 0\\.[0-9]+s; waited [0-9]+ % of the time, "
                        "computed [0-9]+ %\n")
                .size(),
            2U)
      << text;
  const auto json =
      Json::parse(gfetch({"compare", "-q", "-f", "json", "-i", list}).out);
  ASSERT_TRUE(json);
  const auto& sync = (*json)["synchronous"];
  EXPECT_GT(sync["waits"]["sum"].number(), 0.36);
  EXPECT_GT(sync["waits"]["longest"].number(), 0.045);
  EXPECT_LE(sync["waits"]["sum"].number(), sync["seconds"].number() + 0.001);
  EXPECT_GT(sync["waits"]["idle"].number(), 0.5);
}

TEST_F(Compare, TheFirstPartIsReallyOneAfterTheOther) {
  const auto list = dir_.write("list", url_list(server_, 6));
  gfetch({"compare", "-q", "-i", list});
  const auto seen = server_.seen();
  ASSERT_EQ(seen.size(), 12U);
  for (int i = 1; i < 6; ++i)
    EXPECT_GE(seen[static_cast<std::size_t>(i)].at -
                  seen[static_cast<std::size_t>(i - 1)].at,
              30ms);
  EXPECT_GE(server_.most_at_once(), 2);
}

TEST_F(Compare, RunsRepeatsTheTwoInTurn) {
  const Finished finished =
      gfetch({"compare", "-q", "-f", "json", "--runs", "3", server_.url("/1")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_TRUE(Json::parse(finished.out)) << finished;
  EXPECT_EQ(server_.seen().size(), 6U);
}

TEST_F(Compare, AFailedUrlIsExitOne) {
  server_.on("/gone", replies(404));
  EXPECT_EQ(gfetch({"compare", "-q", server_.url("/gone")}).exit_code, 1);
}

TEST_F(Compare, StdinIsReadOnceForBothParts) {
  const Finished finished =
      gfetch({"compare", "-q", "-f", "json"}, {.input = url_list(server_, 3)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen().size(), 6U);
}

}  // namespace
}  // namespace gfetch::test
