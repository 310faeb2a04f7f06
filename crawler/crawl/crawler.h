#pragma once
/// The run: workers take leases, visit the candidates and report the visits,
/// until no URL is left or the run ends early.
///
///   Crawler crawler({.workers = 64}, seeds, frontier, visitor, reporter);
///   RunResult result = crawler.run();
///
/// With one worker this is the synchronous mode, with several the asynchronous
/// mode; there is no other difference.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/frontier/frontier.h"
#include "crawl/seed/seed_reader.h"
#include "crawl/visit/visitor.h"
#include "gfetch/crawl/reporter.h"
#include "gfetch/crawl/run.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

struct CrawlerOptions {
  std::size_t workers = 64;
  std::string method = "GET";  ///< the default method in unfinished records
  TimeLimit deadline;
  FailureLimit max_failures;
  bool fail_early = false;
  /// Receives warnings for the user, each kind once.
  std::function<void(std::string_view)> warn;
};

class Crawler {
 public:
  /// Creates a run. All arguments except the options must outlive the crawler.
  /// The policy of `visitor` decides whether the run is a list or a crawl.
  Crawler(CrawlerOptions options, SeedReader& seeds, Frontier& frontier,
          Visitor& visitor, Reporter& reporter);
  ~Crawler();

  /// Fetches all URLs and returns the result. Must be called once. Every input
  /// line is reported exactly once, even if the run is stopped, unless the
  /// output fails. Blocks the calling fiber until the run is over.
  RunResult run();

  /// Ends the run early: kills the current visits, and reports them, the queued
  /// URLs and the remaining arguments and file lines as unfinished. After a
  /// second call run() returns at once, without these reports.
  void stop(RunEnd reason);

  /// Returns the state of the run, with at most `rows` visits and `rows` hosts.
  RunStatus status(std::size_t rows) const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace gfetch::crawl
