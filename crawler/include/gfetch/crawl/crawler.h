#pragma once
/// The run: workers that take leases, visit and report, until nothing is left
/// or something ends it before.
///
///   Crawler crawler({.workers = 64}, seeds, frontier, visitor, reporter);
///   RunResult result = crawler.run();
///
/// One worker is the synchronous mode, many are the asynchronous one; nothing
/// else differs.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/frontier.h"
#include "gfetch/crawl/reporter.h"
#include "gfetch/crawl/seed_reader.h"
#include "gfetch/crawl/verdict.h"
#include "gfetch/crawl/visitor.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

/// How a run ended.
enum class RunEnd {
  kComplete,
  kDeadline,
  kInterrupted,
  kMaxFailures,
  kFailEarly,
  kReaderGone,    ///< whoever read the output left: a quiet end
  kOutputFailed,  ///< the output could not be written
  kInputFailed,   ///< an input could not be read to its end
};

/// That of a run whose output failed so.
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

struct CrawlerOptions {
  std::size_t workers = 64;
  std::string method = "GET";  ///< that unfinished records name
  TimeLimit deadline;
  FailureLimit max_failures;
  bool fail_early = false;
  /// Receives sentences for the user; called once for each kind.
  std::function<void(std::string_view)> warn;
};

class Crawler {
 public:
  /// All but the options outlive the crawler. A list or a crawl is fetched, as
  /// the policy of `visitor` says.
  Crawler(CrawlerOptions options, SeedReader& seeds, Frontier& frontier,
          Visitor& visitor, Reporter& reporter);
  ~Crawler();

  /// Fetches everything. Called once. Every line of the input comes to exactly
  /// one report, also when the run is stopped, unless the output fails.
  /// Blocks the calling fiber.
  RunResult run();

  /// Ends the run before its end: visits under way are killed, and they, what
  /// is queued and the rest of the arguments and files are reported as
  /// unfinished. A second call skips even that: run() returns at once.
  void stop(RunEnd reason);

  /// Lists at most `rows` visits and as many hosts.
  RunStatus status(std::size_t rows) const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace gfetch::crawl
