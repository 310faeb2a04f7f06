#pragma once
/// A child process with its input, output, signals and exit code.
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

/// The child's streams that are a terminal.
enum class Terminal { kNone, kStdout, kStderr, kAll };

struct Command {
  std::vector<std::string> args{};      ///< the program (found on PATH) first
  std::string input{};                  ///< the whole stdin
  std::filesystem::path input_file{};   ///< a file as stdin instead
  std::filesystem::path output_file{};  ///< a file as stdout, not a pipe
  bool hold_input = false;  ///< keeps stdin open until close_input()
  /// Variables as NAME=VALUE. The child inherits only PATH and the options of
  /// sanitizers; HOME is a folder that does not exist.
  std::vector<std::string> environment{};
  std::filesystem::path directory{};
  std::vector<std::pair<int, rlim_t>> limits{};  ///< {RLIMIT_NOFILE, 64}
  Terminal terminal = Terminal::kNone;
  unsigned short columns = 80;
  std::chrono::milliseconds patience = 3 * kPatience;  ///< the time limit
};

/// The result of a child process. If stdout and stderr are both the terminal,
/// the text of both is in `out`.
struct Finished {
  int exit_code = -1;  ///< 128 + the signal for a child that a signal ended
  int signal = 0;      ///< the signal that ended it; 0: it exited
  std::string out;
  std::string err;
  long peak_rss_kib = 0;
  std::chrono::duration<double> elapsed{0};
  std::chrono::duration<double> cpu{0};

  std::vector<std::string> lines() const;  ///< the lines of stdout
  std::vector<Json> records() const;       ///< stdout parsed as JSON lines
  /// The record whose `url` ends in `suffix`; absent when there is none.
  Json record_of(std::string_view suffix) const;
};

/// Prints the result in a failure message: EXPECT_EQ(…) << finished.
std::ostream& operator<<(std::ostream& out, const Finished& finished);

class Process {
 public:
  explicit Process(Command command);
  ~Process();  ///< kills the child if it is running
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;
  void close_input();
  void close_output();  ///< as `| head -1` does after the first line
  pid_t pid() const { return pid_; }
  bool running() const;

  /// The next line of stdout without its newline; nullopt at the end, or when
  /// `limit` passed.
  std::optional<std::string> read_line(
      std::chrono::milliseconds limit = kPatience);

  /// Waits until stdout or stderr contains `text`; false after `limit`.
  bool prints(std::string_view text,
              std::chrono::milliseconds limit = kPatience);

  /// Waits until `holds` returns true; false after `limit`. Unlike eventually()
  /// it writes the child's input and reads its output during the wait.
  bool until(const std::function<bool()>& holds,
             std::chrono::milliseconds limit = kPatience);

  /// The output so far.
  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }

  /// Reads the rest of the output and reaps the child.
  Finished wait();

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  bool pump(Deadline until);  // reads and writes; false when all are closed
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

/// The path of the gfetch binary of this build.
extern const char* const kGfetch;

/// Runs `gfetch ARGS` with the other members of `command`.
Finished gfetch(std::vector<std::string> args, Command command = {});

/// The command `gfetch ARGS`, not started. It has no retries unless ARGS ask
/// for them, because failures in tests are intended.
Command gfetch_command(std::vector<std::string> args, Command command = {});

/// True when `program` is on the PATH.
bool on_path(std::string_view program);

}  // namespace gfetch::test
