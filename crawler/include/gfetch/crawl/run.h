#pragma once
/// The state and the result of a run: values only.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gfetch/crawl/frontier_status.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/save/write_error.h"

namespace gfetch::crawl {

/// How a run ended.
enum class RunEnd {
  kComplete,
  kDeadline,
  kInterrupted,
  kMaxFailures,
  kFailEarly,
  kReaderGone,    ///< the reader of the output left: a quiet end
  kOutputFailed,  ///< the output could not be written
  kInputFailed,   ///< an input could not be read to its end
};

/// The end of a run whose output failed by `error`.
RunEnd end_of(const save::WriteError& error);

/// inputs = fetched + failed + skipped + unfinished, when the run is over.
struct Counters {
  std::uint64_t inputs = 0;
  std::uint64_t fetched = 0;
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0;
  std::uint64_t unfinished = 0;
  std::uint64_t bytes = 0;  ///< of bodies, decoded

  std::uint64_t done() const { return fetched + failed + skipped; }
  void count(const Visit& visit);
};

struct RunResult {
  RunEnd end = RunEnd::kComplete;
  std::string message;  ///< a sentence, of kOutputFailed and kInputFailed
  Counters counters;
  Duration wall{0};
  std::uint64_t retries_refused = 0;     ///< by the run's budget
  std::vector<ThrottledHost> throttled;  ///< most often first
};

/// A visit that is under way.
struct InFlightStatus {
  std::string url;  ///< without its password
  Duration age{0};
  std::string waits_for;
};

/// The state of a run, for a progress display and for SIGUSR1.
struct RunStatus {
  Counters counters;  ///< unfinished ones are those still to come
  Duration wall{0};
  double per_second = 0;  ///< URLs done, since the start
  bool seeds_finished = false;
  std::size_t workers = 0;
  std::vector<InFlightStatus> in_flight;  ///< oldest first
  FrontierStatus frontier;
};

}  // namespace gfetch::crawl
