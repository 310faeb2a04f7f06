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

#include "crawl/frontier/frontier.h"
#include "crawl/seed/seed_reader.h"
#include "crawl/visit/visitor.h"
#include "gfetch/crawl/reporter.h"
#include "gfetch/crawl/run.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

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
