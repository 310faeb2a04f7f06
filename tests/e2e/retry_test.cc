// What is tried again, how often, and how long a server may ask us to wait.
#include <atomic>
#include <memory>

#include "tests/e2e/e2e.h"

namespace gfetch::test {
namespace {

class Retries : public testing::Test {
 protected:
  /// Answers `bad` to the first `count` requests for `path`, then 200.
  void fail_first(const std::string& path, int count, Handler bad) {
    auto left = std::make_shared<std::atomic<int>>(count);
    server_.on(path, [left, bad = std::move(bad)](Peer& peer) {
      if (left->fetch_sub(1) > 0)
        bad(peer);
      else
        peer.reply(200, "at last");
    });
  }

  Json record_of(std::vector<std::string> args) {
    last_ = fetch(std::move(args));
    return only_record(last_);
  }

  TestServer server_;
  Finished last_;
};

TEST_F(Retries, WhatFailsForAMomentIsTriedAgain) {
  fail_first("/503", 2, replies(503));
  fail_first("/reset", 1, resets());
  EXPECT_EQ(
      record_of({"--retry", "2", server_.url("/503")})["num_retries"].number(),
      2)
      << last_;
  EXPECT_EQ(last_.exit_code, 0);
  EXPECT_EQ(record_of({"--retry", "2", server_.url("/reset")})["num_retries"]
                .number(),
            1)
      << last_;
}

TEST_F(Retries, ThereAreTwoUnlessToldOtherwise) {
  server_.on("/503", replies(503));
  Command command;
  command.args = {kGfetch, "-q", "-f", "jsonl", server_.url("/503")};
  const Finished finished = run(command);
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(server_.seen("/503").size(), 3U);
  EXPECT_EQ(only_record(finished)["status_code"].number(), 503);
}

TEST_F(Retries, ZeroMeansNone) {
  server_.on("/503", replies(503));
  EXPECT_EQ(
      record_of({"--retry", "0", server_.url("/503")})["num_retries"].number(),
      0);
  EXPECT_EQ(server_.seen().size(), 1U);
}

TEST_F(Retries, WhatFailsForGoodIsNot) {
  server_.on("/404", replies(404));
  record_of({"--retry", "5", server_.url("/404")});
  EXPECT_EQ(server_.seen("/404").size(), 1U);
}

TEST_F(Retries, RetryOnChoosesTheClasses) {
  fail_first("/404", 1, replies(404));
  EXPECT_EQ(record_of({"--retry-on", "404", "--retry", "1",
                       server_.url("/404")})["status_code"]
                .number(),
            200)
      << last_;
  server_.on("/503", replies(503));
  record_of({"--retry-on", "404", "--retry", "1", server_.url("/503")});
  EXPECT_EQ(server_.seen("/503").size(), 1U);
}

TEST_F(Retries, APostThatMayHaveBeenCarriedOutIsNotRepeated) {
  server_.on("/post", resets());
  record_of({"--retry", "2", "-d", "x", server_.url("/post")});
  EXPECT_EQ(server_.seen("/post").size(), 1U) << last_;
}

TEST_F(Retries, RetryAfterIsHonoured) {
  fail_first("/wait", 1, replies(429, "", {{"Retry-After", "1"}}));
  EXPECT_EQ(
      record_of({"--retry", "1", server_.url("/wait")})["status_code"].number(),
      200)
      << last_;
  const auto seen = server_.seen("/wait");
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_GE(seen[1].at - seen[0].at, 900ms);
}

TEST_F(Retries, T39_OddRetryAftersAreClampedAndAttemptsBounded) {
  for (const char* value :
       {"0", "-1", "99999999999", "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Fri, 01 Jan 2100 00:00:00 GMT",
        "soon", ""}) {
    const std::size_t before = server_.seen().size();
    server_.on("/429", replies(429, "", {{"Retry-After", value}}));
    record_of(
        {"--retry", "2", "--retry-max-delay", "20ms", server_.url("/429")});
    EXPECT_EQ(last_.exit_code, 1) << value << last_;
    EXPECT_EQ(server_.seen().size() - before, 3U) << value << last_;
  }
}

TEST_F(Retries, RetriesCountAgainstTheTimeOfTheUrl) {
  server_.on("/503", replies(503, "", {{"Retry-After", "3600"}}));
  const Json record = record_of({"--retry", "9", "--retry-max-delay", "1h",
                                 "-m", "1", server_.url("/503")});
  EXPECT_FALSE(record["ok"].truth()) << last_;
}

}  // namespace
}  // namespace gfetch::test
