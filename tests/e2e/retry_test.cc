// Tests of retries: their causes, their number, and the limit of a server's
// Retry-After.
#include <signal.h>

#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>

#include "tests/e2e/e2e.h"

namespace gfetch::test {
namespace {

class Retries : public testing::Test {
 protected:
  /// Answers the first `count` requests for `path` by the handler `bad`, and
  /// later requests with 200.
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

TEST_F(Retries, RetryAfterAsADateIsHonoured) {
  const auto in_two_seconds = std::chrono::system_clock::to_time_t(
      std::chrono::system_clock::now() + 2s);
  std::array<char, 64> date{};
  std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT",
                std::gmtime(&in_two_seconds));
  fail_first("/wait", 1, replies(503, "", {{"Retry-After", date.data()}}));
  record_of({"--retry", "1", server_.url("/wait")});
  const auto seen = server_.seen("/wait");
  ASSERT_EQ(seen.size(), 2U) << last_;
  // The Retry-After date has whole seconds, so between one and two seconds
  // remain.
  EXPECT_GE(seen[1].at - seen[0].at, 500ms);
}

TEST_F(Retries, T39_RetryAfterHoldsBackTheWholeHostAndNoOther) {
  TestServer other("127.0.0.2");
  fail_first("/first", 1, replies(429, "", {{"Retry-After", "2"}}));
  const Finished finished = fetch(
      {"--retry", "1", "--host-concurrency", "1", "-i", "-"},
      {.input = server_.url("/first") + "\n" + url_list(server_, 5, "/later/") +
                url_list(other, 5, "/other/")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  const auto first = server_.seen("/first");
  ASSERT_EQ(first.size(), 2U);
  for (const SeenRequest& request : server_.seen()) {
    if (request.at == first[0].at) continue;
    EXPECT_GE(request.at - first[0].at, 1900ms) << request.target;
  }
  for (const SeenRequest& request : other.seen()) {
    EXPECT_LT(request.at, first[1].at) << request.target;
  }
}

TEST_F(Retries, T39_429ForEverEnds) {
  server_.on("/*", replies(429, "", {{"Retry-After", "1"}}));
  const Finished finished =
      fetch({"--retry", "3", "--retry-max-delay", "30ms", "-i", "-"},
            {.input = url_list(server_, 20)});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(finished.records().size(), 20U);
  EXPECT_EQ(server_.seen().size(), 80U);
}

TEST_F(Retries, AWaitingRetryHoldsNoPlace) {
  fail_first("/slow", 1, replies(503, "", {{"Retry-After", "2"}}));
  TestServer other("127.0.0.2");
  const Finished finished =
      fetch({"--retry", "1", "-c", "1", "-i", "-"},
            {.input = server_.url("/slow") + "\n" + url_list(other, 30)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  const std::vector<Json> records = finished.records();
  ASSERT_EQ(records.size(), 31U);
  EXPECT_TRUE(contains(records.back()["url"].text(), "/slow"));
}

TEST_F(Retries, SyncModeWaitsInItsPlace) {
  fail_first("/1", 1, replies(503, "", {{"Retry-After", "1"}}));
  const Finished finished = fetch({"--mode", "sync", "--retry", "1", "-i", "-"},
                                  {.input = url_list(server_, 5)});
  const std::vector<Json> records = finished.records();
  ASSERT_EQ(records.size(), 5U) << finished;
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_TRUE(records[i]["url"].text().ends_with(std::to_string(i + 1)));
  }
}

TEST_F(Retries, TheRunHasABudget) {
  server_.on("/*", replies(503));
  const Finished finished =
      fetch({"--summary", "--retry", "5", "--retry-budget", "7",
             "--retry-max-delay", "10ms", "-i", "-"},
            {.input = url_list(server_, 20)});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(finished.records().size(), 20U);
  EXPECT_EQ(server_.seen().size(), 27U);
  EXPECT_TRUE(contains(finished.err, "not allowed by --retry-budget"))
      << finished;
}

TEST_F(Retries, AreStoppedByASignalWhileTheyWait) {
  server_.on("/*", replies(503, "", {{"Retry-After", "3600"}}));
  Command command = gfetch_command({"-q", "-f", "jsonl", "-m", "0", "--retry",
                                    "3", "--retry-max-delay", "1h", "-i", "-"},
                                   {.input = url_list(server_, 3)});
  Process gfetch(std::move(command));
  EXPECT_TRUE(gfetch.until([&] { return !server_.seen().empty(); }));
  gfetch.signal(SIGTERM);
  const Finished finished = gfetch.wait();
  EXPECT_EQ(finished.exit_code, 143) << finished;
  ASSERT_EQ(finished.records().size(), 3U) << finished;
  for (const Json& record : finished.records()) {
    EXPECT_EQ(record["outcome"].text(), "unfinished");
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
