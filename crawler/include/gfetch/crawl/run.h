#pragma once
/// The failure limit, the status and the result of a run. Plain values.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/net/result.h"
#include "gfetch/save/write_error.h"

namespace gfetch::crawl {

/// The limit of failed URLs, beyond which the run ends.
struct FailureLimit {
  /// The number of finished URLs from which `percent` applies.
  static constexpr std::uint64_t kSample = 20;

  /// The highest allowed number of failures.
  std::optional<std::uint64_t> count = {};
  std::optional<double> percent = {};  ///< the highest share of failures

  /// Parses a limit `N` or `P%`. The error is a sentence for the user.
  static Result<FailureLimit> parse(std::string_view text);

  /// Returns true if `failed` of `done` finished URLs exceed the limit.
  bool exceeded(std::uint64_t failed, std::uint64_t done) const;
};

/// The reason for the end of a run.
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

/// A host whose limit of concurrent requests was lowered below the user's
/// limit, because the host was overloaded.
struct ThrottledHost {
  std::string host;
  std::uint64_t times = 0;  ///< how often the host's limit was lowered
  int lowest = 0;           ///< the lowest limit of concurrent requests
  int limit = 0;            ///< the last limit of concurrent requests
};

struct RunResult {
  RunEnd end = RunEnd::kComplete;
  std::string message;  ///< sentence for kOutputFailed, kInputFailed
  Counters counters;
  Duration wall{0};
  HubTimes times;  ///< `wall` divided: the hub ran, or waited
  std::uint64_t retries_refused = 0;  ///< retries refused by the run's budget
  std::vector<ThrottledHost> throttled;  ///< sorted by the number of reductions
};

/// A host's row in the status of a run.
struct HostStatus {
  std::string host;
  std::size_t queued = 0;
  int in_flight = 0;
  int limit = 0;         ///< the most requests in flight to the host
  Duration ready_in{0};  ///< the time until politeness allows a request
};

/// A snapshot of the frontier's state, for progress displays.
struct FrontierStatus {
  std::size_t queued = 0;   ///< URLs in the queues, waiting visits included
  std::size_t waiting = 0;  ///< visits that wait for a time or a host
  std::size_t leased = 0;
  std::size_t hosts = 0;
  std::vector<HostStatus> largest;  ///< the hosts with the longest queues
};

/// A visit in flight, as the status of a run lists it.
struct InFlightStatus {
  std::string url;  ///< the URL, with its password replaced by `***`
  Duration age{0};
  std::string waits_for;
};

/// The state of a run, for a progress display and for SIGUSR1.
struct RunStatus {
  Counters counters;  ///< `unfinished` is 0 until the run is stopped
  Duration wall{0};
  double per_second = 0;  ///< finished URLs per second since the start
  bool seeds_finished = false;
  std::size_t workers = 0;
  std::vector<InFlightStatus> in_flight;  ///< visits in flight, oldest first
  FrontierStatus frontier;
};

}  // namespace gfetch::crawl
