#pragma once
/// The progress of a run: three renderings of its status, all pure, and the
/// fiber that shows one of them at regular times.

#include <functional>
#include <string>

#include "cli/terminal/console.h"
#include "gfetch/crawl/run.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch {

enum class ProgressStyle { kAuto, kBar, kPlain, kJson, kNone };

/// The progress as one line for a terminal, at most `width` columns of ASCII.
std::string progress_bar(const crawl::RunStatus& status, unsigned width);

/// The progress as one sentence, for logs and screen readers.
std::string progress_sentence(const crawl::RunStatus& status);

/// The progress as one JSON object, without a newline.
std::string progress_json(const crawl::RunStatus& status);

/// The report that SIGUSR1 asks for: each URL in flight, and what it waits for.
std::string status_report(const crawl::RunStatus& status);

/// Shows the progress for as long as it lives.
class Progress {
 public:
  /// `style` is not kAuto. `console`, and all that `status` refers to, outlive
  /// this.
  Progress(ProgressStyle style, const std::function<crawl::RunStatus()>& status,
           Console& console);
  /// Stops showing, and wipes the bar. Blocks the calling fiber for a moment.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  Console& console_;
  Fiber<void> fiber_;
};

}  // namespace gfetch
