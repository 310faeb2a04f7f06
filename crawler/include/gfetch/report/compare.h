#pragma once
/// The report of `gfetch compare`: the same list fetched one at a time, and
/// many at a time, and how much sooner that was done.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"

namespace gfetch::report {

/// What the runs of one way took, in the order in which they were made.
struct ComparedRuns {
  std::vector<Duration> walls;

  /// The middle one; of an even number, between the two middle ones.
  /// Requires a run, as do the others.
  Duration median() const;
  Duration fastest() const;
  Duration slowest() const;
};

struct Comparison {
  ComparedRuns synchronous;
  ComparedRuns asynchronous;
  std::size_t concurrency = 0;  ///< of the asynchronous runs

  /// How many times faster the asynchronous way was, by the medians.
  double speed_up() const;
};

/// What stands over the lines of a part in text.
inline constexpr std::string_view kSynchronousHeading = "Synchronous:\n";
inline constexpr std::string_view kAsynchronousHeading = "Asynchronous:\n";

/// `Cost time: 1.247s`, the line under a part.
std::string cost_line(Duration wall);

/// What ends the report in text: `Speed-up: 5.3x (64 at a time)`, and before
/// it, when there were several runs, the medians with the fastest and the
/// slowest.
std::string comparison_text(const Comparison& comparison);

/// The whole report as one JSON object and a newline. The records are those of
/// the first runs, each a JSON array as json_format writes it. Of several runs
/// `seconds` is the median, and `runs` holds them all.
std::string comparison_json(const Comparison& comparison,
                            std::string_view synchronous_records,
                            std::string_view asynchronous_records);

}  // namespace gfetch::report
