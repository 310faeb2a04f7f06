// Tests of the output on a terminal: a progress bar of one line, colours, and
// no control characters except gfetch's own.
#include <signal.h>

#include <algorithm>

#include "tests/e2e/e2e.h"
#include "tests/support/pattern.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

class OnATerminal : public testing::Test {
 protected:
  TestServer server_;
  TempDir dir_;
};

int count_of(std::string_view text, std::string_view part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != text.npos;
       at = text.find(part, at + part.size()))
    ++count;
  return count;
}

TEST_F(OnATerminal, TheBarIsDrawnOnStderrAndGoneAtTheEnd) {
  server_.on("/*", waits(50ms));
  const auto list = dir_.write("list", url_list(server_, 40));
  const Finished finished =
      gfetch({"-f", "jsonl", "-c", "2", "--host-concurrency", "2", "-i", list},
             {.terminal = Terminal::kStderr});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 40U);
  EXPECT_TRUE(contains(finished.err, "\r")) << finished;
}

TEST_F(OnATerminal, TheBarIsRedrawnAtMostTenTimesASecond) {
  const auto list = dir_.write("list", url_list(server_, 3000));
  const Finished finished =
      gfetch({"-f", "jsonl", "--no-summary", "-i", list, "--progress", "bar"},
             {.terminal = Terminal::kStderr});
  EXPECT_EQ(finished.exit_code, 0);
  const double most = 10 * finished.elapsed.count() + 5;
  EXPECT_LE(count_of(finished.err, "\r") / 2, most) << finished.elapsed.count();
}

TEST_F(OnATerminal, TheBarFitsTheWidth) {
  server_.on("/*", waits(100ms));
  const auto list = dir_.write("list", url_list(server_, 20));
  const Finished finished =
      gfetch({"-f", "jsonl", "--no-summary", "-c", "2", "-i", list},
             {.terminal = Terminal::kStderr, .columns = 40});
  std::string plain = finished.err;
  for (const std::string& escape :
       all_matches(plain, "\x1b\\[[0-9;?]*[A-Za-z]"))
    plain.erase(plain.find(escape), escape.size());
  std::size_t begin = 0;
  while (begin < plain.size()) {
    const std::size_t end =
        std::min(plain.find_first_of("\r\n", begin), plain.size());
    // The size is counted in bytes, not columns: the bar may contain characters
    // of three bytes.
    EXPECT_LE(end - begin, 40U * 3) << plain.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST_F(OnATerminal, NoBarWhereStderrIsNoneOrProgressIsOff) {
  EXPECT_FALSE(contains(gfetch({server_.url()}).err, "\r"));
  EXPECT_FALSE(
      contains(gfetch({"--no-summary", "--progress", "none", server_.url()},
                      {.terminal = Terminal::kStderr})
                   .err,
               "\x1b"));
  EXPECT_EQ(gfetch({"-q", server_.url()}, {.terminal = Terminal::kStderr}).err,
            "");
}

TEST_F(OnATerminal, PlainAndJsonProgressAreLines) {
  server_.on("/*", waits(1800ms));
  const auto list = dir_.write("list", url_list(server_, 3));
  const Finished json = gfetch({"--mode", "sync", "--no-summary", "--progress",
                                "json", "-i", list, "-f", "jsonl"});
  const auto lines = json_lines(json.err);
  ASSERT_FALSE(lines.empty()) << json;
  for (const Json& line : lines) EXPECT_TRUE(line.is_object()) << json;
  const Finished plain = gfetch(
      {"--mode", "sync", "--no-summary", "--progress", "plain", "-i", list});
  EXPECT_TRUE(matches(plain.err, "^gfetch: 2/3 67%, ")) << plain;
  EXPECT_FALSE(contains(plain.err, "\x1b")) << plain;
  EXPECT_FALSE(contains(plain.err, "\r")) << plain;
}

TEST_F(OnATerminal, TextIsColouredUnlessNoColorIsSet) {
  const auto run_with = [&](std::vector<std::string> environment) {
    return gfetch({"-q", server_.url()}, {.environment = std::move(environment),
                                          .terminal = Terminal::kStdout})
        .out;
  };
  EXPECT_TRUE(contains(run_with({}), "\x1b["));
  EXPECT_FALSE(contains(run_with({"NO_COLOR=1"}), "\x1b["));
}

TEST_F(OnATerminal, JsonIsNeverColouredThere) {
  EXPECT_FALSE(contains(gfetch({"-q", "-f", "jsonl", server_.url()},
                               {.terminal = Terminal::kStdout})
                            .out,
                        "\x1b["));
}

TEST_F(OnATerminal, T01_NothingFromAServerMovesTheCursor) {
  server_.on("/*", [](Peer& peer) {
    peer.send(
        "HTTP/1.1 200 \x1b]0;owned\x07\r\n"
        "Content-Type: \x1b[31mtext\x9b"
        "2J\xe2\x80\xae\r\nX-Evil: \x1b[2J\r\nContent-Length: 0\r\n\r\n");
  });
  server_.on("/hop", redirects("/\x1b[2J\xe2\x80\xae"));
  for (const char* format : {"text", "jsonl", "csv", "tsv"}) {
    const Finished finished =
        gfetch({"-v", "-f", format, "--color", "never", "--progress", "none",
                server_.url("/a\x1b[2J"), server_.url("/hop")},
               {.terminal = Terminal::kAll});
    EXPECT_EQ(finished.exit_code, 0) << finished;
    EXPECT_FALSE(contains(finished.out, "\x1b")) << format << finished;
    EXPECT_FALSE(contains(finished.out, "\x07")) << format << finished;
    EXPECT_FALSE(contains(finished.out, "\x9b")) << format << finished;
    EXPECT_FALSE(contains(finished.out, "\xe2\x80\xae")) << format << finished;
  }
}

TEST_F(OnATerminal, StdinIsNotWaitedForWhenItIsATerminal) {
  const Finished finished = gfetch({}, {.terminal = Terminal::kAll});
  EXPECT_EQ(finished.exit_code, 2) << finished;
}

TEST_F(OnATerminal, ControlCIsAnOrderlyEnd) {
  server_.on("/*", hangs());
  Process process(gfetch_command({server_.url("/1"), server_.url("/2")},
                                 {.terminal = Terminal::kAll}));
  EXPECT_TRUE(eventually([&] { return server_.now_in_flight() == 2; }));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait().exit_code, 130);
}

}  // namespace
}  // namespace gfetch::test
