#pragma once
/// What comes from outside while a list is fetched: signals, and outputs that
/// break. Both end the run that goes on, whichever it is.

#include <optional>
#include <vector>

#include "cli/console.h"
#include "gfetch/crawl/crawler.h"
#include "gfetch/fiber/signal.h"

namespace gfetch {

/// SIGINT, SIGQUIT, SIGTERM and SIGHUP end the run in good order, a second one
/// at once, a third one the process. SIGUSR1 prints the state of the run. A
/// SIGHUP that was ignored when gfetch started (nohup) stays ignored.
class Signals {
 public:
  explicit Signals(Console& console);

  /// From here on, until it is given null, signals mean this run.
  /// Never blocks.
  void mean(crawl::Crawler* crawler) { crawler_ = crawler; }

  /// Ends the run that goes on, if there is one.
  /// Never blocks.
  void stop(crawl::RunEnd reason);

  /// 128 and the first signal that asked for the end, as shells have it, of
  /// SIGQUIT as of SIGINT.
  /// Never blocks.
  std::optional<int> exit_code() const { return exit_code_; }

  /// The user asked twice: nothing more may be waited for.
  /// Never blocks.
  bool impatient() const { return times_ > 1; }

 private:
  void received(int signal);
  void print_status();

  Console& console_;
  crawl::Crawler* crawler_ = nullptr;
  std::optional<int> exit_code_;
  int times_ = 0;
  std::vector<SignalWatch> watches_;
};

}  // namespace gfetch
