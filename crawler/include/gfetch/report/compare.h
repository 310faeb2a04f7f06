#pragma once
/// The report of `gfetch compare`: the times for fetching one list
/// sequentially and concurrently, and the speed-up.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"

namespace gfetch::report {

/// The reason for the time of a run: what its URLs waited for one by one, and
/// the share of the run in which the program only waited.
struct RunWaits {
  std::size_t urls = 0;
  Duration sum{0};      ///< the times of all URLs added up
  Duration longest{0};  ///< the time of the slowest URL
  double idle_share = 0;

  /// Adds a URL that took `total`.
  void add(Duration total);
};

/// The wall times of the runs in one mode, in the order of the runs.
struct ComparedRuns {
  std::vector<Duration> walls;
  RunWaits waits = {};  ///< of the first run

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

/// Formats the line that explains the time of a part: `10 waits: 1.231s in all,
/// the longest 0.131s; waited 96 % of the time, computed 4 %`. Sequential
/// fetching takes about as long as all waits, concurrent fetching as long as
/// the longest one.
std::string waits_line(const RunWaits& waits);

/// Formats the end of the report: `Speed-up: 5.3x (64 at a time)`. With several
/// runs, the median, fastest and slowest times come before it.
std::string comparison_text(const Comparison& comparison);

/// Formats the whole report as one JSON object and a newline. The two record
/// arguments are JSON arrays, as json_format writes them, from the first run
/// in each mode. With several runs, `seconds` is the median time and `runs`
/// holds all times. `waits` of a part has the `sum` of the times of its URLs,
/// the `longest`, and `idle`, the share of the time in which the program
/// waited.
std::string comparison_json(const Comparison& comparison,
                            std::string_view synchronous_records,
                            std::string_view asynchronous_records);

}  // namespace gfetch::report
