// Tests of the request options, by the requests that the server receives.
#include <filesystem>

#include "tests/e2e/e2e.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

class RequestOptions : public testing::Test {
 protected:
  /// Runs `gfetch ARGS URL` and returns the request that the server received.
  SeenRequest seen_of(std::vector<std::string> args, Command command = {}) {
    args.push_back(server_.url("/seen"));
    const Finished finished = fetch(std::move(args), std::move(command));
    EXPECT_EQ(finished.exit_code, 0) << finished;
    const auto seen = server_.seen("/seen");
    EXPECT_FALSE(seen.empty()) << finished;
    return seen.empty() ? SeenRequest{} : seen.back();
  }

  TestServer server_;
};

TEST_F(RequestOptions, ThePlainOneIsAGetWithManners) {
  const SeenRequest seen = seen_of({});
  EXPECT_EQ(seen.method, "GET");
  EXPECT_TRUE(seen.header("User-Agent").starts_with("gfetch")) << seen.raw_head;
  EXPECT_TRUE(contains(seen.header("Accept-Encoding"), "gzip"));
  EXPECT_TRUE(contains(seen.header("Accept-Encoding"), "br"));
  EXPECT_FALSE(seen.has_header("Authorization"));
  EXPECT_FALSE(seen.has_header("Referer"));
  EXPECT_FALSE(seen.has_header("Cookie"));
}

TEST_F(RequestOptions, RequestSetsTheMethod) {
  EXPECT_EQ(seen_of({"-X", "DELETE"}).method, "DELETE");
  EXPECT_EQ(seen_of({"--request", "PROPFIND"}).method, "PROPFIND");
}

TEST_F(RequestOptions, HeaderAddsAndReplaces) {
  const SeenRequest seen = seen_of(
      {"-H", "X-One: 1", "--header", "X-Two: 2", "-H", "Accept: text/html"});
  EXPECT_EQ(seen.header("X-One"), "1");
  EXPECT_EQ(seen.header("X-Two"), "2");
  EXPECT_EQ(seen.header("Accept"), "text/html");
}

TEST_F(RequestOptions, HostMayBeReplaced) {
  EXPECT_EQ(seen_of({"-H", "Host: other.test"}).header("Host"), "other.test");
}

TEST_F(RequestOptions, X04_ALineSetsNoLengthOfItsBody) {
  const std::string url = server_.url("/seen");
  const std::string body =
      "abc\\r\\n\\r\\nPOST /smuggled HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n";
  for (const char* field : {"Content-Length", "content-length",
                            "Transfer-Encoding", "TE", "Connection"}) {
    const Finished finished = fetch(
        {}, {.input = R"({"url":")" + url + R"(","headers":{")" + field +
                      R"(":"3"},"body":")" + body + "\"}\n" + url + "\n"});
    ASSERT_EQ(finished.records().size(), 2U) << finished;
    EXPECT_EQ(finished.records()[0]["error_kind"].text(), "bad_url");
    EXPECT_TRUE(contains(finished.records()[0]["error"].text(), field));
  }
  for (const SeenRequest& seen : server_.seen()) {
    EXPECT_EQ(seen.method, "GET") << "no line was sent, and nothing smuggled";
  }
}

TEST_F(RequestOptions, X04_ALengthThatTheBodyHasNotIsNotSent) {
  const Finished finished =
      fetch({"-H", "Content-Length: 3", "-d", "abcdef", server_.url("/seen")});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  EXPECT_TRUE(server_.seen().empty());
  EXPECT_TRUE(contains(finished.err, "Content-Length")) << finished;
  EXPECT_EQ(seen_of({"-H", "Content-Length: 6", "-d", "abcdef"}).body,
            "abcdef");
}

TEST_F(RequestOptions, X04_ALineSetsTheHostWithLeave) {
  const Command line{.input = R"({"url":")" + server_.url("/host") +
                              R"(","headers":{"Host":"other.test"}})"
                              "\n"};
  EXPECT_EQ(fetch({}, line).exit_code, 1);
  EXPECT_TRUE(server_.seen("/host").empty());
  EXPECT_EQ(fetch({"--lines-set-host"}, line).exit_code, 0);
  ASSERT_EQ(server_.seen("/host").size(), 1U);
  EXPECT_EQ(server_.seen("/host")[0].header("Host"), "other.test");
}

TEST_F(RequestOptions, DataPostsAForm) {
  const SeenRequest seen = seen_of({"-d", "a=1", "--data", "b=2"});
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.body, "a=1&b=2");
  EXPECT_EQ(seen.header("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(seen.header("Content-Length"), "7");
}

TEST_F(RequestOptions, DataComesFromAFileAsItIs) {
  const TempDir dir;
  const std::string bytes("\0line\r\nline\n", 12);
  const auto file = dir.write("body", bytes);
  const SeenRequest seen = seen_of({"-X", "PUT", "-d", "@" + file.string()});
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.body, bytes);
}

TEST_F(RequestOptions, ALargeBodyArrivesWhole) {
  const TempDir dir;
  const std::string bytes(3'000'000, 'b');
  const auto file = dir.write("body", bytes);
  EXPECT_EQ(seen_of({"-d", "@" + file.string()}).body, bytes);
}

TEST_F(RequestOptions, ALargeFileIsSentAgainOnEachHopAndRetry) {
  const TempDir dir;
  const std::string bytes(2'000'000, 'b');
  server_.on("/moved", redirects("/put", 307));
  int times = 0;
  server_.on("/put",
             [&times](Peer& peer) { peer.reply(++times == 1 ? 503 : 200); });
  const Finished finished =
      fetch({"-X", "PUT", "-d", "@" + dir.write("f", bytes).string(), "--retry",
             "1", "--retry-max-delay", "10ms", server_.url("/moved")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen("/moved")[0].body, bytes);
  ASSERT_EQ(server_.seen("/put").size(), 2U);
  EXPECT_EQ(server_.seen("/put")[0].body, bytes);
  EXPECT_EQ(server_.seen("/put")[1].body, bytes);
}

TEST_F(RequestOptions, ALargeFileIsNotHeldInMemory) {
  if (kSanitized) GTEST_SKIP() << "sanitizers take memory of their own";
  const TempDir dir;
  const auto file = dir.write("f", "");
  std::filesystem::resize_file(file, 80'000'000);
  server_.on("/*", [](Peer& peer) { peer.reply(200); });
  const Finished finished =
      fetch({"-d", "@" + file.string(), server_.url("/1")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen("/1")[0].body.size(), 80'000'000U);
  EXPECT_EQ(server_.seen("/1")[0].method, "POST");
  // The peak memory of the child includes that of the test process at the fork.
  EXPECT_LT(finished.peak_rss_kib, 75 * 1024);
}

TEST_F(RequestOptions, DataOfStdinIsReadWhole) {
  const std::string bytes(2'000'000, 's');
  EXPECT_EQ(seen_of({"-d", "@-"}, {.input = bytes}).body, bytes);
}

TEST_F(RequestOptions, AJsonLineMaySendJson) {
  fetch({}, {.input = R"({"method":"POST","body":{"a":[1,2]},"url":")" +
                      server_.url("/seen") + "\"}\n"});
  ASSERT_EQ(server_.seen("/seen").size(), 1U);
  EXPECT_EQ(server_.seen("/seen")[0].body, R"({"a":[1,2]})");
  fetch({}, {.input = R"({"body":"b","url":")" + server_.url("/post") +
                      R"("})" + "\n" + R"({"body":"b","url":")" +
                      server_.url("/put") + R"(","method":"PUT"})"});
  EXPECT_EQ(server_.seen("/post")[0].method, "POST") << "as with --data";
  EXPECT_EQ(server_.seen("/put")[0].method, "PUT");
  EXPECT_EQ(server_.seen("/seen")[0].header("Content-Type"),
            "application/json");
}

TEST_F(RequestOptions, ALargeFileGoesWithNoOtherData) {
  const TempDir dir;
  const std::string file =
      "@" + dir.write("f", std::string(2'000'000, 'b')).string();
  EXPECT_EQ(fetch({"-d", file, "-d", "x", server_.url()}).exit_code, 2);
  EXPECT_EQ(fetch({"-d", "x", "-d", file, server_.url()}).exit_code, 2);
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(RequestOptions, UserAgentNamesTheClient) {
  EXPECT_EQ(seen_of({"-A", "tester/1"}).header("User-Agent"), "tester/1");
  EXPECT_FALSE(seen_of({"--user-agent", ""}).has_header("User-Agent"));
}

TEST_F(RequestOptions, UserAndBearerLogIn) {
  EXPECT_EQ(seen_of({"-u", "ann:s3cret"}).header("Authorization"),
            "Basic YW5uOnMzY3JldA==");
  EXPECT_EQ(seen_of({"--bearer", "tok"}).header("Authorization"), "Bearer tok");
  EXPECT_EQ(seen_of({}, {.environment = {"GFETCH_USER=ann:s3cret"}})
                .header("Authorization"),
            "Basic YW5uOnMzY3JldA==");
}

TEST_F(RequestOptions, HeadAsksForHeadersOnly) {
  server_.on("/head", replies(200, "0123456789"));
  const Finished finished = fetch({"-I", server_.url("/head")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen("/head")[0].method, "HEAD");
  EXPECT_EQ(only_record(finished)["bytes"].number(), 0);
  EXPECT_EQ(only_record(finished)["content_length"].number(), 10);
  EXPECT_EQ(fetch({"--head", server_.url("/head")}).exit_code, 0);
}

TEST_F(RequestOptions, RefererIsSentWhenAsked) {
  EXPECT_EQ(seen_of({"-e", "http://from.test/"}).header("Referer"),
            "http://from.test/");
  EXPECT_EQ(seen_of({"--referer", "http://b.test/"}).header("Referer"),
            "http://b.test/");
}

TEST_F(RequestOptions, NoCompressedAsksForNone) {
  EXPECT_FALSE(
      contains(seen_of({"--no-compressed"}).header("Accept-Encoding"), "gzip"));
  EXPECT_TRUE(
      contains(seen_of({"--compressed"}).header("Accept-Encoding"), "gzip"));
}

TEST_F(RequestOptions, TheEnvironmentSetsOptionsAndArgumentsWin) {
  EXPECT_EQ(seen_of({}, {.environment = {"GFETCH_USER_AGENT=env/1"}})
                .header("User-Agent"),
            "env/1");
  EXPECT_EQ(
      seen_of({"-A", "arg/1"}, {.environment = {"GFETCH_USER_AGENT=env/1"}})
          .header("User-Agent"),
      "arg/1");
}

TEST_F(RequestOptions, FragmentsStayAtHomeAndQueriesGo) {
  fetch({server_.url("/path?q=1#part")});
  EXPECT_EQ(server_.seen("/path")[0].target, "/path?q=1");
}

TEST_F(RequestOptions, Http11IsSpokenWhenAsked) {
  EXPECT_EQ(
      only_record(fetch({"--http1.1", server_.url()}))["http_version"].text(),
      "1.1");
}

TEST_F(RequestOptions, Ipv4AndIpv6ChooseTheFamily) {
  const std::string port = std::to_string(server_.port());
  EXPECT_EQ(fetch({"-4", "http://localhost:" + port + "/"}).exit_code, 0);
  EXPECT_EQ(fetch({"--ipv4", "http://localhost:" + port + "/"}).exit_code, 0);
  if (!has_ipv6()) GTEST_SKIP() << "no IPv6 loopback";
  TestServer six("::1");
  const std::string url =
      "http://localhost:" + std::to_string(six.port()) + "/six";
  EXPECT_EQ(only_record(fetch({"-6", url}))["remote_ip"].text(), "::1");
  EXPECT_EQ(fetch({"--ipv6", url}).exit_code, 0);
  EXPECT_EQ(fetch({"-4", url}).exit_code, 1);
}

TEST_F(RequestOptions, T03_LineBreaksInOptionsAreRefusedBeforeTheStart) {
  const std::string url = server_.url();
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"-H", "A: b\r\nC: d"},
                                             {"-A", "a\r\nC: d"},
                                             {"-e", "a\nC: d"},
                                             {"-u", "a:b\r\nC: d"},
                                             {"-X", "GET /x HTTP/1.1\r\nA"},
                                             {"--bearer", "a\nC: d"}}) {
    const Finished finished = gfetch({args[0], args[1], url});
    EXPECT_EQ(finished.exit_code, 2) << args[0] << finished;
  }
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(RequestOptions, T03_LineBreaksInAJsonLineMakeItABadLine) {
  const Finished finished = fetch(
      {}, {.input = R"({"url":")" + server_.url("/x") +
                    R"(","headers":{"A":"b\r\nC: d"}})" + "\n" + R"({"url":")" +
                    server_.url("/x") + R"(","method":"GET /\r\n"})" + "\n"});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  EXPECT_EQ(finished.records().size(), 2U) << finished;
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(RequestOptions, NginxTakesThePassword) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  const Nginx nginx;
  const auto status = [&](std::vector<std::string> args) {
    args.push_back(nginx.url("/auth/"));
    return only_record(fetch(std::move(args)))["status_code"].number();
  };
  EXPECT_EQ(status({}), 401);
  EXPECT_EQ(status({"-u", "ann:wrong"}), 401);
  EXPECT_EQ(status({"-u", "ann:s3cret"}), 200);
}

}  // namespace
}  // namespace gfetch::test
