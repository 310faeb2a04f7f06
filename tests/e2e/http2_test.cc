// Tests of T37: misbehaving HTTP/2 servers, and responses that libcurl's HTTP/2
// code loses.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/e2e/e2e.h"
#include "tests/support/h2_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_ca.h"

namespace gfetch::test {
namespace {

/// The number of concurrent requests to the hostile server.
constexpr int kUrls = 6;

class Http2 : public testing::Test {
 protected:
  void SetUp() override {
    if (!H2Server::available()) GTEST_SKIP() << "no python3";
    if (!TestCa::available()) GTEST_SKIP() << "no openssl";
    ca_ = std::make_unique<TestCa>();
  }

  /// Fetches several URLs of a server with the behaviour `manner`, and one URL
  /// of a good server.
  Finished run_with(const std::string& manner,
                    std::vector<std::string> args = {}) {
    const H2Server server(ca_->issue(), manner);
    for (int i = 1; i <= kUrls; ++i)
      args.push_back(server.url("/" + std::to_string(i)));
    args.insert(args.end(),
                {good_.url("/good"), "--http2", "--cacert", ca_->root(),
                 "--max-time", "8s", "--idle-timeout", "3s"});
    Finished finished = fetch(std::move(args));
    EXPECT_EQ(finished.records().size(), kUrls + 1U) << manner << finished;
    EXPECT_EQ(finished.record_of("/good")["status_code"].number(), 200)
        << manner << finished;
    return finished;
  }

  std::unique_ptr<TestCa> ca_;
  TestServer good_;
};

/// The behaviour of a hostile server and the outcomes that its URLs may have:
/// error kinds, or `whole` for the complete body. A truncated body must never
/// count as whole.
struct Manner {
  const char* name;
  std::set<std::string> outcomes;
};

std::ostream& operator<<(std::ostream& out, const Manner& manner) {
  return out << manner.name;
}

std::string outcome_of(const Json& record) {
  if (!record["ok"].truth()) return record["error_kind"].text();
  return record["bytes"].number() == 2 ? "whole" : "cut";
}

/// An outcome that only newer libcurl versions have: since 8.2, libcurl treats
/// a stream without a length that ends by RST_STREAM(NO_ERROR) as complete, and
/// gfetch does not repeat the request by HTTP/1.1 for that reason alone.
constexpr const char* kCutByNewerLibcurl = "cut";

bool libcurl_is_older_than_8_2() {
  const std::string versions = fetch({"-V"}).out;
  const std::size_t name = versions.find("libcurl/");
  int major = 0;
  int minor = 0;
  if (name == std::string::npos ||
      std::sscanf(versions.c_str() + name, "libcurl/%d.%d", &major, &minor) !=
          2) {
    return false;
  }
  return major < 8 || (major == 8 && minor < 2);
}

class Hostile2 : public Http2, public testing::WithParamInterface<Manner> {};

TEST_P(Hostile2, T37_EndsInTimeAndNothingIsLost) {
  std::set<std::string> outcomes = GetParam().outcomes;
  if (libcurl_is_older_than_8_2()) outcomes.erase(kCutByNewerLibcurl);
  const Finished finished = run_with(GetParam().name);
  for (int i = 1; i <= kUrls; ++i) {
    const Json record = finished.record_of("/" + std::to_string(i));
    EXPECT_TRUE(outcomes.contains(outcome_of(record))) << record;
    // The time limits hold, whatever the server sends.
    EXPECT_LT(record["timing"]["total"].number(), kSanitized ? 60 : 20);
  }
  if (!kSanitized) {
    EXPECT_LT(finished.peak_rss_kib, 100 * 1024);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Hostile2,
    testing::Values(
        Manner{"plain", {"whole"}}, Manner{"without_length", {"whole"}},
        // gfetch aborts a response that would keep libcurl busy, and repeats
        // the request by HTTP/1.1.
        Manner{"settings_flood",
               {"whole", "reset", "timeout", "idle_timeout", "body_too_large",
                "bad_response"}},
        Manner{"ping_flood",
               {"whole", "reset", "timeout", "idle_timeout", "body_too_large",
                "bad_response"}},
        Manner{"empty_data_flood",
               {"whole", "reset", "truncated", "timeout", "idle_timeout",
                "body_too_large"}},
        Manner{"continuation_flood",
               {"reset", "bad_response", "header_too_large"}},
        Manner{"hpack_bomb",
               {"whole", "reset", "bad_response", "header_too_large"}},
        Manner{"goaway_early", {"whole"}},
        Manner{"goaway_at_once", {"bad_response", "reset", "empty_reply"}},
        Manner{"goaway_in_the_body", {"truncated", "reset", "bad_response"}},
        Manner{"goaway_without_length",
               {"whole", "truncated", "reset", "bad_response"}},
        Manner{"reset_in_the_body", {"reset", "truncated"}},
        Manner{"reset_without_error", {"truncated", "reset"}},
        Manner{"reset_without_length",
               {"whole", "truncated", "reset", kCutByNewerLibcurl}},
        Manner{"reset_every_other", {"whole", "reset", "truncated"}},
        Manner{"refuse_first", {"whole"}},
        Manner{"refuse", {"reset", "bad_response"}},
        Manner{"no_streams", {"idle_timeout", "timeout"}},
        Manner{"push", {"whole", "empty_reply", "reset", "bad_response"}},
        Manner{"data_on_stream_zero",
               {"empty_reply", "reset", "bad_response", "idle_timeout"}},
        Manner{"hang_up_in_the_body", {"truncated", "reset"}}),
    [](const auto& test) { return test.param.name; });

TEST_F(Http2, T37_AWindowThatNeverOpensEndsByTheClocks) {
  const Finished finished = run_with("no_window", {"-X", "PUT", "-d", "hello"});
  EXPECT_EQ(finished.record_of("/1")["error_kind"].text(), "idle_timeout");
}

TEST_F(Http2, X14_NoRedirectLeadsToThePortOfAnotherProtocol) {
  const H2Server server(ca_->issue(), "to_a_bad_port");
  const Finished listed =
      fetch({"--http2", "--cacert", ca_->root(), server.url("/a")});
  EXPECT_EQ(only_record(listed)["error_kind"].text(), "bad_redirect") << listed;
  EXPECT_EQ(only_record(listed)["http_version"].text(), "2") << listed;
  const Finished crawled =
      gfetch({"crawl", "-q", "-f", "jsonl", "--robots", "ignore", "--http2",
              "--cacert", ca_->root(), server.url("/a")});
  EXPECT_EQ(only_record(crawled)["reason"].text(), "bad_port") << crawled;
}

TEST_F(Http2, X11_CookiesOfAResponseAreBoundedAndTheUsersOwnStays) {
  const TempDir dir;
  const std::string own =
      dir.write("own",
                "# Netscape HTTP Cookie File\n"
                "127.0.0.1\tFALSE\t/\tFALSE\t4102444800\town\t1\n");
  const std::string jar = dir.path() / "jar";
  const H2Server server(ca_->issue(), "many_cookies");
  const Finished finished =
      fetch({"--http2", "--cacert", ca_->root(), "-b", own, "--cookie-jar", jar,
             server.url("/a"), server.url("/b")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  const std::string cookies = read_file(jar);
  EXPECT_TRUE(contains(cookies, "\town\t1")) << cookies;
  EXPECT_LE(std::ranges::count(cookies, '\n'), 110);
}

}  // namespace
}  // namespace gfetch::test
