#pragma once
/// Signals and broken outputs while a run is under way. Both end that run.

#include <optional>
#include <vector>

#include "cli/terminal/console.h"
#include "gfetch/crawl/session.h"
#include "gfetch/fiber/signal.h"

namespace gfetch {

/// SIGINT, SIGQUIT, SIGTERM and SIGHUP end the run in good order, a second one
/// at once, a third one the process. SIGUSR1 prints the state of the run. A
/// SIGHUP that was ignored when gfetch started (nohup) stays ignored.
class Signals {
 public:
  explicit Signals(Console& console);

  /// Sends signals to `session` until the next call; null: to no run.
  void set_session(crawl::Session* session) { session_ = session; }

  /// Ends the run that is under way, if there is one.
  void stop(crawl::RunEnd reason);

  /// 128 plus the number of the first signal that ended the run, as shells
  /// count; SIGQUIT counts as SIGINT.
  std::optional<int> exit_code() const { return exit_code_; }

  /// True after a second signal: then the run waits for nothing more.
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
