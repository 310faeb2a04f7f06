#include "cli/terminal/progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>

#include "gfetch/fiber/hub.h"
#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

using namespace std::chrono_literals;

crawl::RunStatus under_way() {
  crawl::RunStatus status;
  status.counters.inputs = 200;
  status.counters.fetched = 48;
  status.counters.failed = 2;
  status.counters.bytes = 1536;
  status.wall = 5s;
  status.per_second = 10;
  status.seeds_finished = true;
  status.frontier.leased = 64;
  return status;
}

TEST(ProgressBar, ShowsTheShareThatIsDone) {
  EXPECT_EQ(progress_bar(under_way(), 79),
            "[====            ] 50/200 25%  2 failed  10/s  left 15s  "
            "64 in flight  1.5K  5s");
}

TEST(ProgressBar, ShowsNoShareOfAnUnknownWhole) {
  crawl::RunStatus status = under_way();
  status.seeds_finished = false;
  EXPECT_EQ(progress_bar(status, 79),
            "50 done  2 failed  10/s  64 in flight  1.5K  5s");
}

TEST(ProgressBar, NeverIsWiderThanTheTerminal) {
  crawl::RunStatus status = under_way();
  for (const bool known : {true, false}) {
    status.seeds_finished = known;
    for (unsigned width = 0; width < 200; ++width) {
      EXPECT_LE(progress_bar(status, width).size(), width);
    }
  }
}

TEST(ProgressBar, LeavesOutWhatMattersLeastWhenItIsNarrow) {
  EXPECT_EQ(progress_bar(under_way(), 24), "50/200 25%  2 failed");
  EXPECT_EQ(progress_bar(under_way(), 5), "");
}

TEST(ProgressBar, IsEmptyAtTheBeginningAndFullAtTheEnd) {
  crawl::RunStatus status = under_way();
  status.counters = {.inputs = 4};
  status.per_second = 0;
  EXPECT_EQ(progress_bar(status, 60).substr(0, 4), "[   ");
  status.counters.fetched = 4;
  const std::string bar = progress_bar(status, 60);
  EXPECT_NE(bar.find("==] 4/4 100%"), std::string::npos) << bar;
  EXPECT_EQ(bar.find("left"), std::string::npos) << bar;
}

TEST(ProgressBar, DoesNotDivideByNothing) {
  EXPECT_EQ(progress_bar(crawl::RunStatus{}, 79),
            "0 done  0/s  0 in flight  0B  0s");
  crawl::RunStatus empty;
  empty.seeds_finished = true;
  EXPECT_EQ(progress_bar(empty, 79), "0 done  0/s  0 in flight  0B  0s");
}

TEST(ProgressSentence, IsPlainText) {
  EXPECT_EQ(progress_sentence(under_way()),
            "50/200 25%, 2 failed, 10/s, left 15s, 64 in flight, 1.5K, 5s");
}

TEST(ProgressJson, IsOneObject) {
  const std::string text = progress_json(under_way());
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["fetched"], 48);
  EXPECT_EQ(json["failed"], 2);
  EXPECT_EQ(json["inputs"], 200);
  EXPECT_EQ(json["in_flight"], 64);
  EXPECT_EQ(json["seconds"], 5.0);
}

TEST(StatusReport, SaysWhatEachWaitsFor) {
  crawl::RunStatus status = under_way();
  status.in_flight = {{"http://a/\x1b[2J", 1500ms, "http"}};
  status.frontier.largest = {{"b.example", 7, 2, 8, 250ms}};
  const std::string report = status_report(status);
  EXPECT_NE(report.find("1.500s  http://a/\\x1b[2J  waits for http\n"),
            std::string::npos)
      << report;
  EXPECT_NE(report.find("7 queued for b.example, 2 in flight, next in 0.250s"),
            std::string::npos)
      << report;
}

/// Shows the progress on a console that writes to a file, with a virtual clock.
class ProgressFiber : public testing::Test {
 protected:
  std::string shown(ProgressStyle style, Duration duration) {
    const auto file = dir_.path() / "stderr";
    const int descriptor =
        open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    {
      const Hub hub({.clock = ClockKind::kVirtual});
      Console console(descriptor);
      const Progress progress(
          style, [] { return under_way(); }, console);
      sleep_for(duration);
    }
    close(descriptor);
    return test::read_file(file);
  }

  static int count_of(const std::string& text, const std::string& part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos;
         at = text.find(part, at + 1)) {
      ++count;
    }
    return count;
  }

  test::TempDir dir_;
};

TEST_F(ProgressFiber, DrawsTenBarsASecondAndWipesTheLast) {
  const std::string text = shown(ProgressStyle::kBar, 1050ms);
  EXPECT_EQ(count_of(text, "50/200"), 10);
  EXPECT_EQ(count_of(text, "\n"), 0);
  EXPECT_TRUE(text.ends_with("\r\x1b[K"));
}

TEST_F(ProgressFiber, SaysASentenceEveryFiveSeconds) {
  const std::string text = shown(ProgressStyle::kPlain, 16s);
  EXPECT_EQ(count_of(text, "\n"), 3);
  EXPECT_EQ(count_of(text, "\r"), 0);
  EXPECT_EQ(count_of(text, "\x1b"), 0);
}

TEST_F(ProgressFiber, PrintsAnObjectEverySecond) {
  EXPECT_EQ(count_of(shown(ProgressStyle::kJson, 3500ms), "}\n"), 3);
}

TEST_F(ProgressFiber, ShowsNothingWhenNothingIsWanted) {
  EXPECT_EQ(shown(ProgressStyle::kNone, 60s), "");
}

}  // namespace
}  // namespace gfetch
