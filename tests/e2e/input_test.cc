// Tests of inputs: arguments, files, stdin, and bad lines.
#include "tests/e2e/e2e.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

class Input : public testing::Test {
 protected:
  TestServer server_;
  TempDir dir_;
};

TEST_F(Input, TakesUrlsFromArguments) {
  const Finished finished = fetch({server_.url("/a"), server_.url("/b")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 2U) << finished;
  EXPECT_EQ(server_.seen().size(), 2U);
}

TEST_F(Input, TheCommandFetchIsTheDefault) {
  EXPECT_EQ(gfetch({"fetch", "-q", server_.url("/a")}).exit_code, 0);
  EXPECT_EQ(server_.seen("/a").size(), 1U);
}

TEST_F(Input, TakesUrlsFromSeveralFiles) {
  const auto one = dir_.write("one", url_list(server_, 3, "/one/"));
  const auto two = dir_.write("two", url_list(server_, 2, "/two/"));
  const Finished finished = fetch({"-i", one, "--input", two});
  EXPECT_EQ(finished.records().size(), 5U) << finished;
  EXPECT_TRUE(contains(finished.record_of("/one/3")["input"].text(), "one:3"))
      << finished;
}

TEST_F(Input, ReadsStdinWhenThereIsNoUrl) {
  const Finished finished = fetch({}, {.input = url_list(server_, 3)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 3U);
}

TEST_F(Input, ReadsStdinForADash) {
  const Finished finished =
      fetch({"-i", "-", server_.url("/arg")}, {.input = url_list(server_, 2)});
  EXPECT_EQ(finished.records().size(), 3U) << finished;
}

TEST_F(Input, SkipsCommentsAndBlankLinesAndTakesCrLf) {
  const Finished finished =
      fetch({}, {.input = "# a comment\r\n\r\n   \n" + server_.url("/crlf") +
                          "\r\n" + server_.url("/last")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 2U);
  EXPECT_EQ(server_.seen("/crlf").size(), 1U);
  EXPECT_EQ(server_.seen("/last").size(), 1U);
}

TEST_F(Input, AddsHttpWhereTheSchemeIsMissing) {
  const std::string url = server_.url("/bare");
  const Finished finished = fetch({url.substr(std::string("http://").size())});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(only_record(finished)["url"].text(), url);
  const std::string named = server_.url("/named", "localhost");
  EXPECT_EQ(fetch({named.substr(std::string("http://").size())}).exit_code, 0);
}

TEST_F(Input, JsonLinesCarryMethodHeadersBodyAndId) {
  const Finished finished =
      fetch({}, {.input = R"({"url":")" + server_.url("/j") +
                          R"(","method":"PUT","headers":{"X-One":"1"},)" +
                          R"("body":"hello","id":"row-7"})" + "\n"});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(only_record(finished)["id"].text(), "row-7");
  EXPECT_EQ(only_record(finished)["method"].text(), "PUT");
  ASSERT_EQ(server_.seen("/j").size(), 1U);
  const SeenRequest seen = server_.seen("/j")[0];
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.header("X-One"), "1");
  EXPECT_EQ(seen.body, "hello");
}

TEST_F(Input, ABadLineBecomesARecordAndTheRunGoesOn) {
  const auto list =
      dir_.write("list", server_.url("/1") + "\nhttp://[::1/\n{\"url\":\n" +
                             server_.url("/4") + "\n");
  const Finished finished = fetch({"-i", list});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  ASSERT_EQ(finished.records().size(), 4U) << finished;
  int bad = 0;
  for (const Json& record : finished.records()) {
    if (record["ok"].truth()) continue;
    ++bad;
    EXPECT_TRUE(contains(record["input"].text(), "list:")) << record;
    EXPECT_TRUE(record["error"].exists()) << record;
    EXPECT_EQ(record["error_kind"].text(), "bad_url") << record;
  }
  EXPECT_EQ(bad, 2);
}

TEST_F(Input, AnInputFileThatIsNotThereIsAUsageError) {
  const Finished finished = gfetch({"-i", dir_.path() / "absent"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_TRUE(contains(finished.err, "absent")) << finished;
}

TEST_F(Input, ExpandMakesAUrlOfEveryCombination) {
  const Finished finished =
      fetch({"--expand", server_.url("/{a,b}/[08-11].x")});
  EXPECT_EQ(finished.records().size(), 8U) << finished;
  EXPECT_EQ(server_.seen("/a/08.x").size(), 1U);
  EXPECT_EQ(server_.seen("/b/11.x").size(), 1U);
}

TEST_F(Input, SitemapReadsTheInputsAsSitemaps) {
  const auto map = dir_.write(
      "map.xml",
      "<urlset "
      "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>" +
          server_.url("/a?x=1&amp;y=2") + "</loc></url>\n<url><loc>" +
          server_.url("/b") + "</loc></url>\n</urlset>\n");
  const Finished finished = fetch({"--sitemap", "-i", map, "-i", "-"},
                                  {.input = server_.url("/c") + "\n"});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 3U) << finished;
  EXPECT_EQ(finished.record_of("/a?x=1&y=2")["status_code"].number(), 200);
  EXPECT_TRUE(contains(finished.record_of("/b")["input"].text(), "map.xml:3"))
      << finished;
}

TEST_F(Input, WithoutExpandBracesAreWhatTheyAre) {
  const Finished finished = fetch({server_.url("/{a,b}")});
  EXPECT_EQ(finished.records().size(), 1U) << finished;
}

TEST_F(Input, T02_ControlBytesNeverReachTheRequest) {
  const auto list = dir_.write(
      "list", server_.url("/a") + "\tb\n" + server_.url("/c") +
                  "\rX-Evil: 1\n" + server_.url("/nul") + std::string(1, '\0') +
                  "x\n" + server_.url("/d") + "\n");
  const Finished finished = fetch({"-i", list});
  EXPECT_EQ(finished.records().size(), 4U) << finished;
  for (const SeenRequest& seen : server_.seen()) {
    EXPECT_FALSE(seen.has_header("X-Evil")) << seen.raw_head;
    EXPECT_EQ(seen.target.find_first_of(std::string("\t\r\n\0", 4)),
              std::string::npos);
  }
  EXPECT_EQ(server_.seen("/d").size(), 1U);
}

TEST_F(Input, T60_AnOverLongLineIsABadLineAndTheNextOneIsRead) {
  const std::string list = server_.url("/before") + "\n" +
                           server_.url("/" + std::string(20'000'000, 'x')) +
                           "\n" + server_.url("/after") + "\n";
  const Finished finished = fetch({}, {.input = list});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  EXPECT_EQ(finished.records().size(), 3U);
  EXPECT_LT(finished.out.size(), 100'000U);
  EXPECT_EQ(server_.seen("/after").size(), 1U);
}

/// Returns the peak memory for a list of `lines` lines that need no network.
long peak_kib(int lines) {
  const TempDir dir;
  std::string text;
  text.reserve(static_cast<std::size_t>(lines) * 24);
  for (int i = 0; i < lines; ++i)
    text += "ftp://127.0.0.1/" + std::to_string(i) + "\n";
  const auto list = dir.write("list", text);
  const Finished finished =
      gfetch({"-q", "-f", "jsonl", "-i", list}, {.output_file = "/dev/null"});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  return finished.peak_rss_kib;
}

TEST(InputMemory, T60_AMillionLinesTakeNoMoreThanTenThousand) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's memory says nothing";
  // The peak memory of the child includes that of this test process at the
  // fork. The short list is run second, so that both runs include the same
  // amount.
  const long big = peak_kib(1'000'000);
  const long small = peak_kib(10'000);
  EXPECT_LT(big, small + 16 * 1024);
}

TEST_F(Input, StdinIsReadOnlyAsFastAsItIsFetched) {
  server_.on("/*", hangs());
  // The input is far larger than the pipe and the queues, so it must not be
  // read completely.
  Process process(gfetch_command({"-q", "-c", "2", "--host-concurrency", "2"},
                                 {.input = url_list(server_, 1'000'000)}));
  EXPECT_TRUE(process.until([&] { return server_.now_in_flight() == 2; }));
  EXPECT_FALSE(process.prints("never", 500ms));
  EXPECT_TRUE(process.running());
}

}  // namespace
}  // namespace gfetch::test
