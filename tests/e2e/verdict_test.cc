// Tests of the end of a run: exit codes, failure limits, signals, failing
// outputs, and a lack of file descriptors.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>

#include "tests/e2e/e2e.h"
#include "tests/support/dead_host.h"
#include "tests/support/pattern.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

class Verdict : public testing::Test {
 protected:
  Verdict() {
    server_.on("/404/*", replies(404));
    server_.on("/500", replies(500));
    server_.on("/429", replies(429));
    server_.on("/hang/*", hangs());
  }

  /// Writes `lines` to a file. Unlike a pipe, a file is read to its end even
  /// after an interruption, so every line gets a record.
  std::string list_of(std::string_view lines) const {
    return dir_.write("list", lines);
  }

  /// Starts a run whose first URLs are fetched and whose remaining URLs hang.
  std::unique_ptr<Process> start_hanging(std::vector<std::string> args = {}) {
    args.insert(args.begin(), {"-f", "jsonl", "-c", "8", "-i",
                               list_of(url_list(server_, 5, "/good/") +
                                       url_list(server_, 20, "/hang/"))});
    auto process = std::make_unique<Process>(gfetch_command(std::move(args)));
    EXPECT_TRUE(eventually([&] { return server_.now_in_flight() == 8; }));
    return process;
  }

  TestServer server_;
  TempDir dir_;
};

TEST_F(Verdict, ZeroWhenEveryUrlSucceeded) {
  EXPECT_EQ(fetch({server_.url("/a"), server_.url("/b")}).exit_code, 0);
}

TEST_F(Verdict, ZeroForAnEmptyList) {
  EXPECT_EQ(fetch({}).exit_code, 0);
}

TEST_F(Verdict, OneWhenSomeUrlFailed) {
  EXPECT_EQ(fetch({server_.url("/a"), server_.url("/404/x")}).exit_code, 1);
  EXPECT_EQ(fetch({server_.url("/a"), refused_url()}).exit_code, 1);
}

TEST_F(Verdict, AcceptSaysWhatIsSuccess) {
  EXPECT_EQ(
      fetch({"--accept", "200..=299,404", server_.url("/404/x")}).exit_code, 0);
  EXPECT_EQ(fetch({"--accept", "200..=299,404", server_.url("/500")}).exit_code,
            1);
  EXPECT_EQ(fetch({"--accept", "404", server_.url("/a")}).exit_code, 1);
  EXPECT_EQ(fetch({"--accept", "2xx,404", server_.url("/404/x")}).exit_code, 0);
}

TEST_F(Verdict, FailOnSaysWhatIsFailure) {
  EXPECT_EQ(fetch({"--fail-on", "500..=599", server_.url("/404/x")}).exit_code,
            0);
  EXPECT_EQ(fetch({"--fail-on", "500..=599", server_.url("/500")}).exit_code,
            1);
}

TEST_F(Verdict, FourWhenFailEarlyStoppedTheRun) {
  const Finished finished =
      fetch({"--fail-early", "-c", "2", "--host-concurrency", "2", "-i",
             list_of(server_.url("/404/1") + "\n" +
                     url_list(server_, 30, "/hang/"))});
  EXPECT_EQ(finished.exit_code, 4) << finished;
  EXPECT_EQ(finished.records().size(), 31U);
  EXPECT_EQ(finished.record_of("/hang/30")["outcome"].text(), "unfinished");
}

TEST_F(Verdict, FourWhenThereWereMoreFailuresThanAllowed) {
  const std::string list = list_of(url_list(server_, 50, "/404/"));
  const Finished finished =
      fetch({"--max-failures", "3", "--mode", "sync", "-i", list});
  EXPECT_EQ(finished.exit_code, 4) << finished;
  EXPECT_EQ(finished.records().size(), 50U);
  EXPECT_EQ(server_.seen().size(), 4U);
  EXPECT_EQ(fetch({"--max-failures", "50", "-i", list}).exit_code, 1);
}

TEST_F(Verdict, FourWhenTheShareOfFailuresWasTooLarge) {
  const Finished finished =
      fetch({"--max-failures", "10%", "--mode", "sync", "-i",
             list_of(url_list(server_, 300, "/404/"))});
  EXPECT_EQ(finished.exit_code, 4) << finished;
  EXPECT_EQ(finished.records().size(), 300U);
  EXPECT_LT(server_.seen().size(), 200U);
}

TEST_F(Verdict, TwoForAWrongCommandLineAndNothingIsFetched) {
  const std::string url = server_.url();
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{
           {"--no-such-option", url},
           {"-c", "0", url},
           {"-c", "many", url},
           {"--format", "yaml", url},
           {"--mode", "both", url},
           {"--max-time", "soon", url},
           {"--rate", "10", url},
           {"--host-rate", "x/s", url},
           {"--delay", "-1", url},
           {"--max-filesize", "big", url},
           {"--accept", "abc", url},
           {"--fail-on", "2xy", url},
           {"--max-failures", "x%", url},
           {"--resolve", "nonsense", url},
           {"--dns-servers", "not-an-address", url},
           {"--private", "maybe", url},
           {"--progress", "loud", url},
           {"--color", "blue", url},
           {"--max-redirs", "-1", url},
           {"-H", "no colon", url},
           {"-X", "", url},
           {"-u", "", url},
           {"-o", "", url}}) {
    const Finished finished = gfetch(args);
    EXPECT_EQ(finished.exit_code, 2) << args[0] << finished;
    EXPECT_TRUE(contains(finished.err, args[0]) ||
                contains(finished.err, "-" + args[0]))
        << args[0] << finished;
    EXPECT_EQ(finished.out, "") << args[0];
  }
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Verdict, TwoForAContradiction) {
  EXPECT_EQ(gfetch({"-4", "-6", server_.url()}).exit_code, 2);
  EXPECT_EQ(gfetch({"-I", "-d", "x", server_.url()}).exit_code, 2);
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Verdict, TwoAndASuggestionForAnUnknownName) {
  const Finished finished = gfetch({"--concurency", "3", server_.url()});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_TRUE(contains(finished.err, "--concurrency")) << finished;
}

TEST_F(Verdict, T61_ThreeWhenTheOutputIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  const Finished finished =
      gfetch({"-f", "jsonl"},
             {.input = url_list(server_, 2000), .output_file = "/dev/full"});
  EXPECT_EQ(finished.exit_code, 3) << finished;
  EXPECT_TRUE(contains(finished.err, "No space left")) << finished;
  EXPECT_EQ(fetch({"-o", "/dev/full", server_.url()}).exit_code, 3);
}

TEST_F(Verdict, T61_AFullOutputEndsTheRunAndNotTheList) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  const Finished finished = gfetch(
      {"-q", "-f", "jsonl", "-c", "2", "-i", "-"},
      {.input = url_list(server_, 5000) + url_list(server_, 100, "/hang/"),
       .output_file = "/dev/full"});
  EXPECT_EQ(finished.exit_code, 3) << finished;
}

TEST_F(Verdict, T62_AClosedStdoutEndsTheRunQuietly) {
  Process process(gfetch_command({"-q", "-f", "jsonl", "-c", "4"},
                                 {.input = url_list(server_, 50'000)}));
  ASSERT_TRUE(process.read_line());
  process.close_output();
  const Finished finished = process.wait();
  EXPECT_EQ(finished.err, "");
  EXPECT_TRUE(finished.exit_code == 0 || finished.signal == SIGPIPE)
      << finished;
  EXPECT_LT(server_.seen().size(), 50'000U);
}

TEST_F(Verdict, T62_HeadTakesItsLineAndThePipeEnds) {
  const Finished finished =
      run({.args = {"bash", "-c",
                    "set -o pipefail; \"$0\" -f jsonl -q -i \"$1\" | head -1",
                    kGfetch, list_of(url_list(server_, 20'000))}});
  EXPECT_EQ(finished.lines().size(), 1U) << finished;
  EXPECT_EQ(finished.err, "");
}

TEST_F(Verdict, T62_AClosedStderrIsNoTrouble) {
  const Finished finished =
      run({.args = {"bash", "-c", "\"$0\" -f jsonl -v \"$1\" 2>&-", kGfetch,
                    server_.url()}});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 1U);
}

struct Ending {
  const char* name;
  int signal;
  int exit_code;
};

std::ostream& operator<<(std::ostream& out, const Ending& ending) {
  return out << ending.name;
}

class Signals : public Verdict, public testing::WithParamInterface<Ending> {};

TEST_P(Signals, T63_RecordWhatFinishedAndTheRestAsUnfinished) {
  const auto process = start_hanging();
  process->signal(GetParam().signal);
  const Finished finished = process->wait();
  EXPECT_EQ(finished.exit_code, GetParam().exit_code) << finished;
  EXPECT_EQ(finished.signal, 0);
  ASSERT_EQ(finished.records().size(), 25U) << finished;
  int fetched = 0;
  for (const Json& record : finished.records())
    fetched += record["outcome"].text() == "fetched";
  EXPECT_EQ(fetched, 5) << finished;
  EXPECT_TRUE(contains(finished.err, "unfinished")) << finished;
}

INSTANTIATE_TEST_SUITE_P(All, Signals,
                         testing::Values(Ending{"Int", SIGINT, 130},
                                         Ending{"Term", SIGTERM, 143},
                                         Ending{"Hup", SIGHUP, 129},
                                         Ending{"Quit", SIGQUIT, 130}),
                         [](const auto& test) { return test.param.name; });

TEST_F(Verdict, T63_ASecondSignalEndsItAtOnce) {
  // The input never ends and nobody reads the output, so the first signal alone
  // cannot end the run.
  server_.on("/*", replies(200, "ok"));
  std::string list = url_list(server_, 100'000);
  Process process(
      gfetch_command({"-q", "-f", "jsonl", "-i", "-"},
                     {.input = std::move(list), .hold_input = true}));
  ASSERT_TRUE(process.read_line());
  process.signal(SIGINT);
  EXPECT_FALSE(process.prints("never", 50ms));
  process.signal(SIGINT);
  const Finished finished = process.wait();
  EXPECT_EQ(finished.exit_code, 130) << finished.exit_code;
}

/// A named pipe, and a reader of it that never reads.
class StuckReader {
 public:
  explicit StuckReader(const TempDir& dir) : path_(dir.path() / "pipe") {
    EXPECT_EQ(mkfifo(path_.c_str(), 0600), 0);
  }
  ~StuckReader() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  StuckReader(const StuckReader&) = delete;
  StuckReader& operator=(const StuckReader&) = delete;

  const std::string& path() const { return path_; }
  void open_without_reading() {
    descriptor_ = open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  }

 private:
  std::string path_;
  int descriptor_ = -1;
};

TEST_F(Verdict, X07_TheDeadlineHoldsForAPipeWithoutAReader) {
  const StuckReader reader(dir_);
  const Finished finished =
      fetch({"-o", reader.path(), "--deadline", "300ms", server_.url("/a")});
  EXPECT_EQ(finished.exit_code, 3) << finished;
  EXPECT_TRUE(contains(finished.err, "nobody reads it")) << finished;
  EXPECT_EQ(server_.seen("/a").size(), 1U) << "the run begins without a reader";
}

TEST_F(Verdict, X07_TheFirstSignalEndsARunWhosePipeHasNoReader) {
  const StuckReader reader(dir_);
  for (const int signal : {SIGTERM, SIGINT}) {
    Process process(
        gfetch_command({"-o", reader.path(), server_.url("/hang/x")}));
    ASSERT_TRUE(eventually([&] { return server_.now_in_flight() == 1; }));
    process.signal(signal);
    EXPECT_EQ(process.wait().exit_code, 3);
  }
}

TEST_F(Verdict, X07_ClocksAndSignalsHoldForAReaderThatIsStuck) {
  const std::string list = list_of(url_list(server_, 1500, "/404/"));
  StuckReader reader(dir_);
  reader.open_without_reading();
  const Finished finished =
      fetch({"-o", reader.path(), "--deadline", "1s", "-i", list});
  EXPECT_EQ(finished.exit_code, 3) << finished;
  EXPECT_TRUE(contains(finished.err, "nobody reads it")) << finished;
  Process process(
      gfetch_command({"-f", "jsonl", "-o", reader.path(), "-i", list}));
  EXPECT_FALSE(process.prints("never", 1s)) << "it waits for its reader";
  EXPECT_TRUE(process.running());
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait().exit_code, 3);
}

TEST_F(Verdict, X07_AComparisonHeedsASignalWhileItsReaderIsStuck) {
  const StuckReader reader(dir_);
  Process process(
      gfetch_command({"compare", "-o", reader.path(), server_.url("/a")}));
  EXPECT_FALSE(process.prints("never", 500ms));
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait().exit_code, 3);
}

TEST_F(Verdict, X03_TheRestOfALargePatternIsOneRecordWithItsCount) {
  const std::string pattern = server_.url("/hang/[1-4000000000]");
  Process process(gfetch_command(
      {"-f", "jsonl", "--expand", "-c", "4", "--deadline", "300ms", pattern}));
  const Finished finished = process.wait();
  EXPECT_EQ(finished.exit_code, 4) << finished.err;
  const std::vector<Json> records = finished.records();
  ASSERT_FALSE(records.empty());
  const Json& last = records.back();
  EXPECT_EQ(last["outcome"].text(), "unfinished");
  const std::uint64_t begun = records.size() - 1;
  EXPECT_EQ(last["url"].text(),
            server_.url("/hang/" + std::to_string(begun + 1)));
  EXPECT_EQ(last["explanation"].text(),
            "the last " + std::to_string(4'000'000'000 - begun) +
                " URLs of this pattern were not begun; this is the first of "
                "them");
}

TEST_F(Verdict, X03_APatternOfMoreThanFourBillionUrlsIsABadLine) {
  const Finished finished =
      fetch({"--expand", server_.url("/[1-999999999999]"), server_.url()});
  EXPECT_EQ(finished.exit_code, 1);
  ASSERT_EQ(finished.records().size(), 2U);
  EXPECT_EQ(finished.records()[0]["error_kind"].text(), "bad_url");
}

TEST_F(Verdict, SigUsr1PrintsTheStateAndTheRunGoesOn) {
  const auto process = start_hanging({"--no-summary"});
  process->signal(SIGUSR1);
  EXPECT_TRUE(process->prints("8 in flight"));
  EXPECT_TRUE(process->prints("/hang/1  waits for ")) << process->err();
  EXPECT_TRUE(process->prints("12 queued for 127.0.0.1")) << process->err();
  EXPECT_TRUE(process->running());
  process->signal(SIGTERM);
  EXPECT_EQ(process->wait().exit_code, 143);
}

TEST_F(Verdict, T59_FewDescriptorsShrinkConcurrencyWithOneWarning) {
  TestServer everywhere("0.0.0.0");
  everywhere.on("/*", waits(20ms));
  std::string list;
  for (int i = 1; i <= 150; ++i)
    list += everywhere.url("/", "127.0.7." + std::to_string(i)) + "\n";
  const Finished finished =
      gfetch({"-f", "jsonl", "--no-summary", "-c", "150"},
             {.input = list, .limits = {{RLIMIT_NOFILE, 40}}});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 150U);
  EXPECT_FALSE(finished.err.empty());
  EXPECT_EQ(finished.err.find('\n') + 1, finished.err.size())
      << "one line: " << finished.err;
}

TEST_F(Verdict, T59_DescriptorsThatRunOutMidRunCostNoUrl) {
  TestServer everywhere("0.0.0.0");
  everywhere.on("/*", waits(20ms));
  std::string list;
  for (int i = 0; i < 400; ++i)
    list += everywhere.url("/", "127.0.11." + std::to_string(1 + i % 200)) +
            "/" + std::to_string(i) + "\n";
  Process process(
      gfetch_command({"-f", "jsonl", "--no-summary", "-c", "100"},
                     {.input = list, .limits = {{RLIMIT_NOFILE, 300}}}));
  ASSERT_TRUE(process.read_line());
  const rlimit few{40, 40};
  ASSERT_EQ(::prlimit(process.pid(), RLIMIT_NOFILE, &few, nullptr), 0);
  const Finished finished = process.wait();
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 400U);
  EXPECT_EQ(finished.err,
            "gfetch: out of file descriptors: going on with fewer URLs at a "
            "time\n");
}

TEST_F(Verdict, SettingsComeFromTheFileToo) {
  const TempDir dir;
  const std::string path =
      dir.write("gfetch.toml", "user-agent = 'from the file'\nretry = 0\n");
  const Finished finished = gfetch({"--config", path, server_.url()});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  ASSERT_EQ(server_.seen().size(), 1U);
  EXPECT_EQ(server_.seen()[0].header("User-Agent"), "from the file");
  const std::string wrong = dir.write("wrong.toml", "no-such = 1\n");
  EXPECT_EQ(gfetch({"--config", wrong, server_.url()}).exit_code, 2);
  EXPECT_EQ(server_.seen().size(), 1U);
}

TEST_F(Verdict, DryRunPrintsThePlanAndFetchesNothing) {
  const std::string list = list_of(url_list(server_, 3));
  const Finished finished =
      gfetch({"--dry-run", "-c", "7", "--delay", "2s", "-u", "ann:s3cret", "-o",
              dir_.path() / "result", "-i", list, server_.url()});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  for (const char* line :
       {"at a time +7,", "delay +2s", "URLs +1 as arguments, 1 lists",
        "header +Authorization: \\*\\*\\*", "output +/.*/result",
        "format +text"})
    EXPECT_TRUE(matches(finished.out, line)) << line << "\n" << finished;
  EXPECT_FALSE(contains(finished.out, "s3cret")) << finished;
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "result"));
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Verdict, DryRunFindsWhatIsWrong) {
  EXPECT_EQ(gfetch({"--dry-run", "-i", "/nonexistent/list"}).exit_code, 2);
  EXPECT_EQ(gfetch({"--dry-run", "-4", "-6", server_.url()}).exit_code, 2);
}

TEST_F(Verdict, HelpAndVersionGoToStdout) {
  for (const char* flag : {"-h", "--help", "-V", "--version"}) {
    const Finished finished = gfetch({flag});
    EXPECT_EQ(finished.exit_code, 0) << flag << finished;
    EXPECT_TRUE(contains(finished.out, "gfetch")) << flag << finished;
    EXPECT_EQ(finished.err, "") << flag;
  }
  for (const char* library : {"libcurl", "c-ares", "libev", "OpenSSL"})
    EXPECT_TRUE(contains(gfetch({"-V"}).out, library)) << library;
}

}  // namespace
}  // namespace gfetch::test
