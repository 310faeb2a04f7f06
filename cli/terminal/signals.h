#pragma once
/// Handles signals and failed outputs during a run. Both end the run.

#include <optional>
#include <vector>

#include "cli/terminal/console.h"
#include "gfetch/crawl/session.h"
#include "gfetch/fiber/signal.h"

namespace gfetch {

/// Handles signals. The first SIGINT, SIGQUIT, SIGTERM or SIGHUP ends the run
/// and records the remaining URLs, a second one ends the run at once, and a
/// third one ends the process. SIGUSR1 prints the state of the run. If SIGHUP
/// was ignored when gfetch started (nohup), it stays ignored.
class Signals {
 public:
  explicit Signals(Console& console);

  /// Passes signals to `session` until the next call. Null: signals end no run.
  void set_session(crawl::Session* session) { session_ = session; }

  /// Ends the current run, if there is one.
  void stop(crawl::RunEnd reason);

  /// The exit code after a signal, by the convention of shells: 128 plus the
  /// number of the first signal that ended the run. SIGQUIT counts as SIGINT.
  std::optional<int> exit_code() const { return exit_code_; }

  /// Returns true after a second signal: the run must end without waiting.
  bool stops_at_once() const { return times_ > 1; }

 private:
  void received(int signal);
  void print_status();

  Console& console_;
  crawl::Session* session_ = nullptr;
  std::optional<int> exit_code_;
  int times_ = 0;
  std::vector<SignalWatch> watches_;
};

}  // namespace gfetch
