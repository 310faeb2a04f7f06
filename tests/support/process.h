#pragma once
/// A program started as a child: its input, its output, its signals, and what
/// is left of it.
///
///   Process gfetch({.args = {kGfetch, "-i", "-"}, .input = urls});
///   gfetch.signal(SIGINT);
///   EXPECT_EQ(gfetch.wait().exit_code, 130);

#include <sys/resource.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/endpoint.h"
#include "tests/support/json.h"
#include "tests/support/patience.h"

namespace gfetch::test {

/// Which of the child's streams are a terminal.
enum class Terminal { kNone, kStdout, kStderr, kAll };

struct Command {
  std::vector<std::string> args{};      ///< the program first, found on PATH
  std::string input{};                  ///< its stdin, then the end of it
  std::filesystem::path input_file{};   ///< its stdin instead
  std::filesystem::path output_file{};  ///< its stdout instead of a pipe
  bool hold_input = false;  ///< stdin stays open until close_input()
  /// NAME=VALUE. Of our own environment only PATH and what steers sanitizers
  /// is handed on; HOME is a folder that does not exist.
  std::vector<std::string> environment{};
  std::filesystem::path directory{};
  std::vector<std::pair<int, rlim_t>> limits{};  ///< {RLIMIT_NOFILE, 64}
  Terminal terminal = Terminal::kNone;
  unsigned short columns = 80;
  std::chrono::milliseconds patience = 3 * kPatience;  ///< killed after it
};

/// What a child left behind. On a terminal stdout and stderr are both in
/// `out` when both are that terminal.
struct Finished {
  int exit_code = -1;  ///< 128 + the signal for a child that a signal ended
  int signal = 0;      ///< that ended it; 0: it exited
  std::string out;
  std::string err;
  long peak_rss_kib = 0;
  std::chrono::duration<double> elapsed{0};
  std::chrono::duration<double> cpu{0};

  std::vector<std::string> lines() const;  ///< of stdout
  std::vector<Json> records() const;       ///< of stdout, as JSON lines
  /// The record whose `url` ends in `suffix`; an absent one if there is none.
  Json record_of(std::string_view suffix) const;
};

/// For the message of a failed expectation: EXPECT_EQ(…) << finished.
std::ostream& operator<<(std::ostream& out, const Finished& finished);

class Process {
 public:
  explicit Process(Command command);
  ~Process();  ///< kills what still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;
  void close_input();
  void close_output();  ///< as `| head -1` does when it has its line
  pid_t pid() const { return pid_; }
  bool running() const;

  /// The next line of stdout without its newline; nullopt at the end, or when
  /// `limit` passed.
  std::optional<std::string> read_line(
      std::chrono::milliseconds limit = kPatience);

  /// Whether `text` came out of stdout or stderr within `limit`.
  bool prints(std::string_view text,
              std::chrono::milliseconds limit = kPatience);

  /// Whether `holds` came true within `limit`. Unlike eventually() it feeds
  /// the child and takes what it prints meanwhile.
  bool until(const std::function<bool()>& holds,
             std::chrono::milliseconds limit = kPatience);

  /// All that came out so far.
  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }

  /// Reads on to the end and reaps.
  Finished wait();

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  bool pump(Deadline until);  // moves what can be moved; false: all closed
  bool pump_until(const std::function<bool()>& done, Deadline until);
  void feed();
  void reap(Finished& finished);

  Command command_;
  pid_t pid_ = -1;
  Descriptor input_, output_, errors_;
  std::size_t fed_ = 0;
  std::string out_, err_;
  std::size_t line_begin_ = 0;
  std::chrono::steady_clock::time_point started_;
};

/// Runs `command` to its end.
Finished run(Command command);

/// The gfetch that this build made.
extern const char* const kGfetch;

/// Runs `gfetch ARGS`; whatever else is wanted goes into `command`.
Finished gfetch(std::vector<std::string> args, Command command = {});

/// `gfetch ARGS`, not started yet. It retries nothing unless ARGS say so, for
/// what fails in a test is meant to fail.
Command gfetch_command(std::vector<std::string> args, Command command = {});

/// Whether `program` is on the PATH.
bool on_path(std::string_view program);

}  // namespace gfetch::test
