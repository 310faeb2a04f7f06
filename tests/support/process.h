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

/// The standard streams of the child that are a terminal.
enum class Terminal { kNone, kStdout, kStderr, kAll };

struct Command {
  std::vector<std::string> args{};     ///< the program (searched in PATH) first
  std::string input{};                 ///< the whole text of stdin
  std::filesystem::path input_file{};  ///< a file for stdin, instead of `input`
  /// The file that stdout is written to, instead of a pipe.
  std::filesystem::path output_file{};
  bool hold_input = false;  ///< keep stdin open until close_input()
  /// Environment variables as NAME=VALUE. The child inherits only PATH and the
  /// options of sanitizers. HOME is a folder that does not exist.
  std::vector<std::string> environment{};
  std::filesystem::path directory{};
  /// Resource limits of the child, such as {RLIMIT_NOFILE, 64}.
  std::vector<std::pair<int, rlim_t>> limits{};
  Terminal terminal = Terminal::kNone;
  unsigned short columns = 80;
  /// The time limit of the child process.
  std::chrono::milliseconds patience = 3 * kPatience;
};

/// The result of a child process. If both stdout and stderr are the terminal,
/// `out` has the text of both.
struct Finished {
  int exit_code = -1;  ///< 128 + the signal number after a signal
  int signal = 0;      ///< the signal that ended the child; 0: none
  std::string out;
  std::string err;
  long peak_rss_kib = 0;
  std::chrono::duration<double> elapsed{0};
  std::chrono::duration<double> cpu{0};

  std::vector<std::string> lines() const;  ///< the lines of stdout
  std::vector<Json> records() const;       ///< stdout parsed as JSON lines
  /// Returns the record whose `url` ends in `suffix`; an absent value when
  /// there is none.
  Json record_of(std::string_view suffix) const;
};

/// Prints the result in a failure message: EXPECT_EQ(…) << finished.
std::ostream& operator<<(std::ostream& out, const Finished& finished);

class Process {
 public:
  explicit Process(Command command);
  ~Process();  ///< kills the child if it is still running
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;
  void close_input();
  void close_output();  ///< closes stdout's pipe, as `| head -1` does
  pid_t pid() const { return pid_; }
  bool running() const;

  /// Returns the next line of stdout without its newline; nothing at the end,
  /// or after `limit`.
  std::optional<std::string> read_line(
      std::chrono::milliseconds limit = kPatience);

  /// Waits until stdout or stderr contains `text`. Returns false after `limit`.
  bool prints(std::string_view text,
              std::chrono::milliseconds limit = kPatience);

  /// Waits until `holds` returns true. Returns false after `limit`. Unlike
  /// eventually(), it writes the child's input and reads its output meanwhile.
  bool until(const std::function<bool()>& holds,
             std::chrono::milliseconds limit = kPatience);

  /// Returns the output of the child so far.
  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }

  /// Reads the rest of the output and waits for the child's end.
  Finished wait();

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  // Transfers input and output; false if all are closed.
  bool pump(Deadline until);
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

/// Runs `command` and waits for its end.
Finished run(Command command);

/// The path of the gfetch program of this build.
extern const char* const kGfetch;

/// Runs `gfetch ARGS`, with the other members of `command`.
Finished gfetch(std::vector<std::string> args, Command command = {});

/// Returns the command `gfetch ARGS` without running it. Retries are disabled
/// unless ARGS enable them, because failures in tests are intended.
Command gfetch_command(std::vector<std::string> args, Command command = {});

/// Returns true if `program` is in the PATH.
bool on_path(std::string_view program);

}  // namespace gfetch::test
