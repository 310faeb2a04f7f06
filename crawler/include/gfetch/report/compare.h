#pragma once
/// The report of `gfetch compare`: the times for fetching one list
/// sequentially and concurrently, and the speed-up.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"

namespace gfetch::report {

/// The wall times of the runs in one mode, in the order of the runs.
struct ComparedRuns {
  std::vector<Duration> walls;

  /// Returns the median time; for an even number of runs, the mean of the two
  /// middle times. All three functions require at least one run.
  Duration median() const;
  Duration fastest() const;
  Duration slowest() const;
};

struct Comparison {
  ComparedRuns synchronous;
  ComparedRuns asynchronous;
  std::size_t concurrency = 0;  ///< the concurrency of the asynchronous runs

  /// Returns the median synchronous time divided by the median asynchronous
  /// time.
  double speed_up() const;
};

/// The headings of the two parts of the comparison's text report.
inline constexpr std::string_view kSynchronousHeading = "Synchronous:\n";
inline constexpr std::string_view kAsynchronousHeading = "Asynchronous:\n";

/// Formats the last line of a part of the report: `Cost time: 1.247s`.
std::string cost_line(Duration wall);

/// Formats the end of the report: `Speed-up: 5.3x (64 at a time)`. With several
/// runs, the median, fastest and slowest times come before it.
std::string comparison_text(const Comparison& comparison);

/// Formats the whole report as one JSON object and a newline. The two record
/// arguments are JSON arrays, as json_format writes them, from the first run
/// in each mode. With several runs, `seconds` is the median time and `runs`
/// holds all times.
std::string comparison_json(const Comparison& comparison,
                            std::string_view synchronous_records,
                            std::string_view asynchronous_records);

}  // namespace gfetch::report
