#pragma once
/// How far the run has come: three renderings of its status, all pure, and the
/// fiber that shows one of them again and again.

#include <functional>
#include <string>

#include "cli/options/options.h"
#include "cli/terminal/console.h"
#include "gfetch/crawl/crawler.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch {

/// One line for a terminal, at most `width` columns of ASCII.
std::string progress_bar(const crawl::RunStatus& status, unsigned width);

/// One sentence for people who read or hear it once.
std::string progress_sentence(const crawl::RunStatus& status);

/// One JSON object, without a newline.
std::string progress_json(const crawl::RunStatus& status);

/// What is in flight and what each waits for, some lines: the answer to
/// SIGUSR1.
std::string status_report(const crawl::RunStatus& status);

/// Shows the progress for as long as it lives.
class Progress {
 public:
  /// `style` is not kAuto; what `status` refers to and `console` outlive this.
  Progress(ProgressStyle style, const std::function<crawl::RunStatus()>& status,
           Console& console);
  /// Stops showing, and wipes the bar.
  /// Blocks the calling fiber for a moment.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  Console& console_;
  Fiber<void> fiber_;
};

}  // namespace gfetch
