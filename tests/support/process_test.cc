#include "tests/support/process.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

TEST(Process, CarriesInputOutputAndExitCode) {
  const Finished finished = run(
      {.args = {"sh", "-c", "cat; echo no >&2; exit 3"}, .input = "hello\n"});
  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_EQ(finished.out, "hello\n");
  EXPECT_EQ(finished.err, "no\n");
  EXPECT_GT(finished.peak_rss_kib, 0);
}

TEST(Process, MovesMoreThanAPipeHolds) {
  const std::string text(1'000'000, 'x');
  EXPECT_EQ(run({.args = {"cat"}, .input = text}).out, text);
}

TEST(Process, TellsTheSignalThatEndedIt) {
  Process process({.args = {"sleep", "1000"}});
  process.signal(SIGTERM);
  const Finished finished = process.wait();
  EXPECT_EQ(finished.signal, SIGTERM);
  EXPECT_EQ(finished.exit_code, 128 + SIGTERM);
}

TEST(Process, ReadsLinesWhileItRuns) {
  Process process({.args = {"cat"}, .input = "a\nb\n", .hold_input = true});
  EXPECT_EQ(process.read_line(), "a");
  EXPECT_EQ(process.read_line(), "b");
  EXPECT_EQ(process.read_line(std::chrono::milliseconds(20)), std::nullopt);
  process.close_input();
  EXPECT_EQ(process.wait().exit_code, 0);
}

TEST(Process, KillsWhatOutstaysItsPatience) {
  const Finished finished = run(
      {.args = {"sleep", "1000"}, .patience = std::chrono::milliseconds(50)});
  EXPECT_EQ(finished.signal, SIGKILL);
}

TEST(Process, GivesATerminalToTheStreamsThatWantOne) {
  const std::string ask =
      "for fd in 0 1 2; do test -t $fd && r=$r+ || r=$r-; done; echo $r >&2";
  const auto answers = [&](Terminal terminal) {
    const Finished finished =
        run({.args = {"sh", "-c", ask}, .terminal = terminal});
    return (finished.err + finished.out).substr(0, 3);
  };
  EXPECT_EQ(answers(Terminal::kNone), "---");
  EXPECT_EQ(answers(Terminal::kStdout), "-+-");
  EXPECT_EQ(answers(Terminal::kStderr), "--+");
  EXPECT_EQ(answers(Terminal::kAll), "+++");
}

TEST(Process, HandsOnOnlyWhatItIsGiven) {
  const Finished finished =
      run({.args = {"env"}, .environment = {"GFETCH_X=1"}});
  EXPECT_NE(finished.out.find("GFETCH_X=1\n"), std::string::npos);
  EXPECT_NE(finished.out.find("HOME=/nonexistent\n"), std::string::npos);
}

TEST(Process, SetsLimitsFoldersAndFiles) {
  const TempDir dir;
  const auto input = dir.write("in", "from a file\n");
  const auto output = dir.path() / "out";
  const Finished finished = run({.args = {"sh", "-c", "cat; ulimit -n; pwd"},
                                 .input_file = input,
                                 .output_file = output,
                                 .directory = dir.path(),
                                 .limits = {{RLIMIT_NOFILE, 77}}});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_EQ(read_file(output),
            "from a file\n77\n" + dir.path().string() + "\n");
}

}  // namespace
}  // namespace gfetch::test
