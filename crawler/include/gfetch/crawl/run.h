#pragma once
/// The limit, the state and the result of a run: values only.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/net/result.h"
#include "gfetch/save/write_error.h"

namespace gfetch::crawl {

/// The number of failed URLs that stops the run.
struct FailureLimit {
  /// The number of finished URLs from which on `percent` applies.
  static constexpr std::uint64_t kSample = 20;

  std::optional<std::uint64_t> count = {};  ///< the largest allowed number
  std::optional<double> percent = {};  ///< the largest share of finished URLs

  /// Parses `N` or `P%`. The error is a sentence for the user.
  static Result<FailureLimit> parse(std::string_view text);

  /// True when `failed` of `done` finished URLs are more than the limit.
  bool exceeded(std::uint64_t failed, std::uint64_t done) const;
};

/// How a run ended.
enum class RunEnd {
  kComplete,
  kDeadline,
  kInterrupted,
  kMaxFailures,
  kFailEarly,
  kReaderGone,  ///< the reader of the output closed its pipe; no error message
  kOutputFailed,  ///< the output could not be written
  kInputFailed,   ///< an input could not be read to its end
};

/// Returns the reason for the end of a run whose output failed with `error`.
RunEnd end_of(const save::WriteError& error);

/// The counts of a run's URLs. When the run is over, `inputs` is the sum of
/// `fetched`, `failed`, `skipped` and `unfinished`.
struct Counters {
  std::uint64_t inputs = 0;
  std::uint64_t fetched = 0;
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0;
  std::uint64_t unfinished = 0;
  std::uint64_t bytes = 0;  ///< the total size of the decoded bodies

  std::uint64_t done() const { return fetched + failed + skipped; }
  void count(const Visit& visit);
};

/// A host that was asked by fewer requests at a time than the user allowed,
/// because it was overloaded.
struct ThrottledHost {
  std::string host;
  std::uint64_t times = 0;  ///< how often the limit was lowered
  int lowest = 0;           ///< the lowest limit
  int limit = 0;            ///< the last limit
};

struct RunResult {
  RunEnd end = RunEnd::kComplete;
  std::string message;  ///< sentence for kOutputFailed, kInputFailed
  Counters counters;
  Duration wall{0};
  std::uint64_t retries_refused = 0;  ///< retries refused by the run's budget
  std::vector<ThrottledHost> throttled;  ///< sorted by the number of reductions
};

/// One host, as the status of a run lists it.
struct HostStatus {
  std::string host;
  std::size_t queued = 0;
  int in_flight = 0;
  int limit = 0;         ///< of requests in flight
  Duration ready_in{0};  ///< politeness allows no request before
};

/// The state of a frontier.
struct FrontierStatus {
  std::size_t queued = 0;   ///< the waiting visits among them
  std::size_t waiting = 0;  ///< visits that wait for a time or a host
  std::size_t leased = 0;
  std::size_t hosts = 0;
  std::vector<HostStatus> largest;  ///< most queued first
};

/// A visit that is under way.
struct InFlightStatus {
  std::string url;  ///< the URL; its password is replaced
  Duration age{0};
  std::string waits_for;
};

/// The state of a run, for a progress display and for SIGUSR1.
struct RunStatus {
  Counters counters;  ///< while the run lasts, `unfinished` counts open URLs
  Duration wall{0};
  double per_second = 0;  ///< finished URLs per second since the start
  bool seeds_finished = false;
  std::size_t workers = 0;
  std::vector<InFlightStatus> in_flight;  ///< visits in flight, oldest first
  FrontierStatus frontier;
};

}  // namespace gfetch::crawl
