// T65: in each run of gfetch, another allocation or write fails. In every case
// gfetch ends without a signal, nothing hangs, and all records written before
// are complete.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "tests/e2e/e2e.h"
#include "tests/support/dead_host.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

class Torture : public testing::Test {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer has an allocator of its own";
    server_.on("/page", replies(200, "<title>Hello</title>",
                                {{"Content-Type", "text/html"}}));
    server_.on("/old", redirects("/page"));
    server_.on("/cut", hangs_up());
    server_.on("/slow/*", waits(120ms));
  }

  /// Runs gfetch with a fault that a variable sets, such as
  /// `TORTURE_WRITE=3:EIO`.
  Finished run_with(const std::string& fault, std::vector<std::string> args,
                    std::string input = {}) const {
    return gfetch(std::move(args),
                  {.input = std::move(input),
                   .environment = {"LD_PRELOAD=" TORTURE_FAULTS,
                                   "TORTURE_COUNTS=" + counts_, fault}});
  }

  /// Returns the number of allocations or of writes in the last run.
  long count_of_last(std::size_t which) const {
    std::istringstream counts(read_file(counts_));
    long count[2] = {0, 0};
    counts >> count[0] >> count[1];
    return count[which];
  }

  /// Returns the number of allocations or of writes in a run without a fault.
  long count_of(std::size_t which, std::vector<std::string> args,
                std::string input = {}) const {
    const Finished finished =
        run_with("TORTURE_WRITE=0", std::move(args), std::move(input));
    EXPECT_LE(finished.exit_code, 1) << finished;
    return count_of_last(which);
  }

  std::string list() const {
    return "{\"url\": \"" + server_.url("/page") +
           "\", \"headers\": {\"X-A\": \"b\"}, \"id\": \"1\"}\n" +
           server_.url("/old") + "\n" + server_.url("/cut") +
           "\nhttp://[bad/\nhttp://localhost:" +
           std::to_string(server_.port()) + "/page\n";
  }

  TestServer server_;
  TempDir dir_;
  std::string counts_ = dir_.path() / "counts";
};

constexpr std::size_t kRecords = 5;  // the number of records of list()

/// Returns true if all complete lines of `text` are JSON objects.
bool all_whole(const std::string& text) {
  const auto records = json_lines(text.substr(0, text.rfind('\n') + 1));
  return std::all_of(records.begin(), records.end(),
                     [](const Json& json) { return json.is_object(); });
}

/// Returns the numbers of the allocations or writes to fail: each of the first
/// ones, and then a sample of the rest; all of them with TORTURE=all.
std::vector<long> places(long count) {
  constexpr long kEach = 40;
  constexpr long kSome = 160;
  const bool all = std::getenv("TORTURE") != nullptr;
  const long step = all ? 1 : std::max(1L, (count - kEach) / kSome);
  std::vector<long> numbers;
  for (long n = 1; n <= count + 1; n += n <= kEach ? 1 : step)
    numbers.push_back(n);
  return numbers;
}

TEST_F(Torture, T65_AnAllocationThatFailsEndsTheRunWithASentenceAtMost) {
  const std::vector<std::string> args{"-q", "-f", "jsonl", "-i", "-"};
  const long count = count_of(0, args, list());
  ASSERT_GT(count, 100);
  for (const long n : places(count)) {
    const Finished finished =
        run_with("TORTURE_ALLOCATION=" + std::to_string(n), args, list());
    EXPECT_EQ(finished.signal, 0) << n << finished;
    EXPECT_TRUE(all_whole(finished.out)) << n << finished;
    if (finished.exit_code <= 1) {
      EXPECT_EQ(finished.records().size(), kRecords) << n << finished;
      continue;
    }
    EXPECT_TRUE(finished.exit_code == 70 || finished.exit_code <= 3)
        << n << finished;
    EXPECT_NE(finished.err, "") << n;
  }
}

struct WriteFault {
  const char* name;
  bool ends_the_run;
};

std::ostream& operator<<(std::ostream& out, const WriteFault& fault) {
  return out << fault.name;
}

class WriteTorture : public Torture,
                     public testing::WithParamInterface<WriteFault> {
 protected:
  // On a busy machine a run may have fewer writes than the counted run, and
  // then has no write number `n`.
  void check(const Finished& finished, const std::string& text,
             std::size_t records, long n) const {
    EXPECT_EQ(finished.signal, 0) << finished;
    EXPECT_TRUE(all_whole(text)) << text;
    if (GetParam().ends_the_run && count_of_last(1) >= n) {
      EXPECT_EQ(finished.exit_code, 3) << finished;
      EXPECT_NE(finished.err, "");
    } else {
      EXPECT_EQ(finished.exit_code, 0) << finished;
      EXPECT_EQ(json_lines(text).size(), records) << finished;
    }
  }
};

TEST_P(WriteTorture, T61_AWriteThatFailsIsToldAndWhatStandsIsWhole) {
  constexpr std::size_t kUrls = 4;
  const std::string list =
      dir_.write("list", url_list(server_, kUrls, "/slow/"));
  const std::string file = dir_.path() / "result";
  for (const bool to_file : {true, false}) {
    std::vector<std::string> args{"-q",   "-f", "jsonl", "--mode",
                                  "sync", "-i", list};
    if (to_file) args.insert(args.end(), {"-o", file});
    const long count = count_of(1, args);
    EXPECT_GE(count, 2);
    for (long n = 1; n <= count; ++n) {
      const Finished finished = run_with(
          "TORTURE_WRITE=" + std::to_string(n) + ":" + GetParam().name, args);
      SCOPED_TRACE(n);
      check(finished, to_file ? read_file(file) : finished.out, kUrls, n);
    }
  }
}

// The record of a body whose file is incomplete never says `ok`.
TEST_P(WriteTorture, T61_ABodyThatCannotBeSavedLeavesNoHalfFile) {
  // The pieces are sent separately, so that every run has the same writes.
  const std::string piece(20'000, 'x');
  const std::string body = piece + piece + piece;
  server_.on("/body/*", [piece](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
    for (int i = 0; i < 3; ++i) {
      peer.pause(20ms);
      peer.send(piece);
    }
  });
  const std::string list = dir_.write("list", url_list(server_, 2, "/body/"));
  const auto folder = dir_.path() / "bodies";
  const std::vector<std::string> args{"-q", "-f",   "jsonl", "--mode", "sync",
                                      "-O", folder, "-i",    list};
  const long count = count_of(1, args);
  EXPECT_GE(count, 4);
  for (long n = 1; n <= count; ++n) {
    SCOPED_TRACE(n);
    std::filesystem::remove_all(folder);
    const Finished finished = run_with(
        "TORTURE_WRITE=" + std::to_string(n) + ":" + GetParam().name, args);
    check(finished, finished.out, 2, n);
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      EXPECT_EQ(read_file(entry.path()), body) << entry.path();
      ++files;
    }
    EXPECT_LE(files, 2U);
    if (!GetParam().ends_the_run) {
      EXPECT_EQ(files, 2U);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, WriteTorture,
                         testing::Values(WriteFault{"ENOSPC", true},
                                         WriteFault{"EIO", true},
                                         WriteFault{"EINTR", false},
                                         WriteFault{"SHORT", false}),
                         [](const auto& test) { return test.param.name; });

TEST_F(Torture, T67_AJumpOfTheWallClockIsNoTimeout) {
  std::string urls;
  for (int i = 0; i < 40; ++i)
    urls += server_.url("/slow/" + std::to_string(i)) + "\n";
  for (const std::string jump : {"31536000", "-86400"}) {
    const Finished finished =
        run_with("TORTURE_CLOCK=" + jump,
                 {"-q", "-f", "jsonl", "--retry", "0", "--idle-timeout", "30",
                  "--rate", "40/s"},
                 urls);
    EXPECT_EQ(finished.exit_code, 0) << finished;
    const std::vector<Json> records = finished.records();
    ASSERT_EQ(records.size(), 40U);
    EXPECT_NE(records.front()["timestamp"].text().substr(0, 10),
              records.back()["timestamp"].text().substr(0, 10));
  }
}

}  // namespace
}  // namespace gfetch::test
