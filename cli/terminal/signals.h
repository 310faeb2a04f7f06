#pragma once
/// Handles signals and failed outputs during a run. Both end the run.

#include <optional>
#include <vector>

#include "cli/terminal/console.h"
#include "gfetch/crawl/session.h"
#include "gfetch/fiber/signal.h"
#include "gfetch/report/output.h"

namespace gfetch {

/// Handles signals. The first SIGINT, SIGQUIT, SIGTERM or SIGHUP ends the run
/// and records the remaining URLs. A second one ends the process, from the
/// signal handler itself, whatever the loop does meanwhile. SIGUSR1 prints the
/// state of the run. If SIGHUP was ignored when gfetch started (nohup), it
/// stays ignored. A process has one object of this class at a time.
class Signals {
 public:
  explicit Signals(Console& console);

  /// Passes signals to `session` until the next call. Null: signals end no run.
  void set_session(crawl::Session* session) { session_ = session; }

  /// After a signal, waits for the reader of `output` only for a while, also
  /// before and after a run. Null: for no output.
  void set_output(report::OutputStream* output) { output_ = output; }

  /// Ends the current run, if there is one.
  void stop(crawl::RunEnd reason);

  /// The exit code after a signal, by the convention of shells: 128 plus the
  /// number of the first signal that ended the run. SIGQUIT counts as SIGINT.
  std::optional<int> exit_code() const { return exit_code_; }

 private:
  void received(int signal);
  void print_status();

  Console& console_;
  crawl::Session* session_ = nullptr;
  report::OutputStream* output_ = nullptr;
  std::optional<int> exit_code_;
  std::vector<SignalWatch> watches_;
};

}  // namespace gfetch
