#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_server.h"

namespace gfetch::test {
namespace {

// Returns the lines of the output, sorted and joined: the order in which
// fetches finish is not specified.
std::string sorted_lines(const Finished& finished) {
  std::vector<std::string> lines = finished.lines();
  std::sort(lines.begin(), lines.end());
  std::string joined;
  for (const std::string& line : lines) joined += line + '\n';
  return joined;
}

TEST(Examples, FetchManySaysWhatBecameOfEachUrl) {
  TestServer server;
  server.on("/hello", replies(200, "hello"));
  server.on("/missing", replies(404));
  const std::string hello = server.url("/hello");
  const std::string missing = server.url("/missing");
  const Finished many = run({.args = {EXAMPLE_FETCH_MANY, hello, missing}});
  EXPECT_EQ(many.exit_code, 0) << many;
  EXPECT_EQ(sorted_lines(many),
            hello + ": 200, 5 bytes\n" + missing + ": 404, 0 bytes\n")
      << many;
}

TEST(Examples, CrawlASiteVisitsWhatRobotsTxtAllows) {
  TestServer server;
  server.on("/robots.txt", replies(200, "User-agent: *\nDisallow: /b\n"));
  server.on("/", replies(200, R"(<title>Home</title><a href="/a">a</a>)",
                         {{"Content-Type", "text/html"}}));
  server.on("/a", replies(200, R"(<title>A</title><a href="/b">b</a>)",
                          {{"Content-Type", "text/html"}}));
  const Finished crawl = run({.args = {EXAMPLE_CRAWL_A_SITE, server.url("/")}});
  EXPECT_EQ(crawl.exit_code, 0) << crawl;
  EXPECT_EQ(sorted_lines(crawl), "0 " + server.url("/b") + " robots\n" +
                                     "200 " + server.url("/") + " Home\n" +
                                     "200 " + server.url("/a") + " A\n")
      << crawl;
}

TEST(Examples, GetAPageFollowsRedirectsAndSavesAFile) {
  const TempDir dir;
  TestServer server;
  server.on("/old", redirects("/page"));
  server.on("/page", replies(200, "hello", {{"Content-Type", "text/plain"}}));
  server.on("/file", replies(200, "the file"));
  const std::string saved = dir.path() / "file.txt";
  const Finished got = run({.args = {EXAMPLE_GET_A_PAGE, server.url("/old"),
                                     server.url("/file"), saved}});
  EXPECT_EQ(got.exit_code, 0) << got;
  EXPECT_EQ(sorted_lines(got),
            "hello\n" + server.url("/file") + ": 200 after 0 redirects\n" +
                server.url("/page") + ": 200 after 1 redirects\n")
      << got;
  EXPECT_EQ(read_file(saved), "the file");
}

TEST(Examples, CrawlSiteVisitsEachPageOnce) {
  TestServer server;
  server.on("/", replies(200, R"(<a href="/a">a</a> <a href="/b#top">b</a>)"));
  server.on("/a", replies(200, R"(<a href="/">home</a> <a href="/b">b</a>)"));
  server.on("/b", replies(200, R"(<a href="/a">a</a> <a href="/gone">?</a>)"));
  server.on("/gone", replies(404));
  const Finished crawl = run({.args = {EXAMPLE_CRAWL_SITE, server.url("/")}});
  EXPECT_EQ(crawl.exit_code, 0) << crawl;
  EXPECT_EQ(sorted_lines(crawl), "200 /\n200 /a\n200 /b\n404 /gone\n") << crawl;
  EXPECT_EQ(server.seen().size(), 4U);
}

TEST(Examples, TheWsgiServerAnswersTenThousandRequestsOfAb) {
  if (!on_path("ab")) GTEST_SKIP() << "there is no ab here";
  Process server({.args = {EXAMPLE_WSGI_SERVER}});
  const auto url = server.read_line();
  ASSERT_TRUE(url);
  const Finished ab = run({.args = {"ab", "-n", "10000", "-c", "100", *url}});
  EXPECT_EQ(ab.exit_code, 0) << ab;
  EXPECT_NE(ab.out.find("Complete requests:      10000\n"), ab.out.npos) << ab;
  EXPECT_NE(ab.out.find("Failed requests:        0\n"), ab.out.npos) << ab;
  EXPECT_NE(ab.out.find("Document Length:        18 bytes\n"), ab.out.npos)
      << ab;
  EXPECT_EQ(ab.out.find("Non-2xx"), ab.out.npos) << ab;
  server.signal(SIGINT);
  EXPECT_EQ(server.wait().exit_code, 0);
}

class ShellExamples : public testing::Test {
 protected:
  void SetUp() override {
    if (!on_path("jq")) GTEST_SKIP() << "there is no jq here";
    server_.on("/good", replies(200, "good"));
    server_.on("/slow", waits(std::chrono::milliseconds(300)));
    server_.on("/bad", replies(500));
    std::ofstream(list()) << server_.url("/good") << '\n'
                          << server_.url("/slow") << '\n'
                          << server_.url("/bad") << '\n';
  }

  std::string list() const { return (dir_.path() / "urls.txt").string(); }

  static Finished script(const std::string& name,
                         const std::vector<std::string>& args) {
    Command command;
    command.args.push_back(EXAMPLE_SHELL + name);
    for (const std::string& arg : args) command.args.push_back(arg);
    command.environment.push_back(std::string("GFETCH=") + kGfetch);
    return run(std::move(command));
  }

  TestServer server_;
  TempDir dir_;
};

TEST_F(ShellExamples, FailuresNamesWhatFailedAndWhere) {
  const Finished failures = script("failures.sh", {list()});
  EXPECT_EQ(failures.exit_code, 1) << failures;
  EXPECT_EQ(failures.out,
            "http_status\t" + list() + ":3\t" + server_.url("/bad") + "\n");
}

TEST_F(ShellExamples, SlowestPutsTheSlowestFirst) {
  const Finished slowest = script("slowest.sh", {list(), "2"});
  ASSERT_EQ(slowest.lines().size(), 2U) << slowest;
  EXPECT_TRUE(slowest.lines().front().ends_with(server_.url("/slow")))
      << slowest;
}

TEST_F(ShellExamples, TryAgainFetchesOnlyWhatFailedOnceMore) {
  const std::string records = (dir_.path() / "records.jsonl").string();
  const Finished again = script("try-again.sh", {list(), records});
  EXPECT_EQ(again.exit_code, 1) << again;
  EXPECT_EQ(server_.seen("/good").size(), 1U);
  std::ifstream lines(records);
  EXPECT_EQ(std::count(std::istreambuf_iterator<char>(lines), {}, '\n'), 4);
}

TEST_F(ShellExamples, WaitForReturnsWhenAllAnswer) {
  const Finished wait = script("wait-for.sh", {"60", server_.url("/good")});
  EXPECT_EQ(wait.exit_code, 0) << wait;
  EXPECT_EQ(wait.out, "wait-for: 1 answered\n");
}

}  // namespace
}  // namespace gfetch::test
