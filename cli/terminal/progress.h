#pragma once
/// The progress of a run: three text forms of its status, which are pure
/// functions, and a fiber that prints one of them at regular intervals.

#include <functional>
#include <string>

#include "cli/terminal/console.h"
#include "gfetch/crawl/run.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch {

enum class ProgressStyle { kAuto, kBar, kPlain, kJson, kNone };

/// Returns the progress as one line for a terminal, at most `width` columns of
/// ASCII.
std::string progress_bar(const crawl::RunStatus& status, unsigned width);

/// Returns the progress as one sentence, for logs and screen readers.
std::string progress_sentence(const crawl::RunStatus& status);

/// Returns the progress as one JSON object, without a newline.
std::string progress_json(const crawl::RunStatus& status);

/// Returns the report that SIGUSR1 asks for: each URL in flight, and the event
/// that it waits for.
std::string status_report(const crawl::RunStatus& status);

/// Displays the progress during the lifetime of this object.
class Progress {
 public:
  /// Starts the display. `style` must not be kAuto. `console`, and everything
  /// that `status` refers to, must outlive this object.
  Progress(ProgressStyle style, const std::function<crawl::RunStatus()>& status,
           Console& console);
  /// Ends the display and clears the progress bar. Blocks the calling fiber
  /// until the display's fiber has ended.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  Console& console_;
  Fiber<void> fiber_;
};

}  // namespace gfetch
