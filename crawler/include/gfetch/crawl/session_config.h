#pragma once
/// The configuration of a Session: constant values, with the same defaults as
/// the command line. By default a session is polite to hosts, obeys robots.txt
/// in a crawl, identifies itself in the User-Agent header, and limits all times
/// and sizes.
///
///   SessionConfig config;
///   config.urls = {"https://example.org/"};
///   config.rules = CrawlRules{.depth = 2};  // a crawl; without it a list

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/crawl/politeness_options.h"
#include "gfetch/crawl/run.h"
#include "gfetch/crawl/seed_input.h"
#include "gfetch/crawl/visitor_options.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/http/http_client.h"
#include "gfetch/save/body_folder.h"

namespace gfetch::crawl {

/// Returns the politeness options of a list, all of whose URLs the user named.
PolitenessOptions list_politeness();

/// Returns the politeness options of a crawl: two concurrent requests per host,
/// and 100 ms between two request starts.
PolitenessOptions crawl_politeness();

/// Returns the default visitor options of the command line: a User-Agent, and a
/// time limit for each phase of an exchange.
VisitorOptions default_visitor_options();

struct SessionConfig {
  /// A function that creates a fetcher which wraps the session's `client`, for
  /// example to trace or count requests. The client outlives the wrapper. A
  /// null result leaves the client unwrapped.
  using FetcherWrapper =
      std::function<std::unique_ptr<http::Fetcher>(http::Fetcher& client)>;

  std::vector<std::string> urls = {};  ///< the seeds for run() without inputs
  SeedReaderOptions seeds = {};
  /// The rules of a crawl. When absent, the run fetches a list.
  std::optional<CrawlRules> rules = {};

  std::size_t workers = 64;  ///< the limit of URLs in flight
  /// The politeness options; when absent, crawl_politeness() for a crawl and
  /// list_politeness() for a list.
  std::optional<PolitenessOptions> politeness = {};
  /// The capacity of the frontier in candidates; when it is full, the seed
  /// reader waits. With a capacity of 1, a list is fetched in its own order,
  /// one URL at a time.
  std::size_t max_candidates = 65'536;
  std::size_t max_bytes = std::size_t{64} * 1024 * 1024;

  TimeLimit deadline = {};  ///< the time limit of a run
  FailureLimit max_failures = {};
  bool fail_early = false;

  /// The options of each visit: the request, the bodies, redirects, retries,
  /// logins, cookies and HSTS. The session itself sets `bodies.folder`,
  /// `bodies.mirror` and `gate`.
  VisitorOptions visitor = default_visitor_options();
  http::HttpClientOptions http = {};
  /// The folder for the bodies of a run, which a crawl saves as a mirror. Null:
  /// bodies are not saved.
  std::shared_ptr<save::BodyFolder> folder = {};

  /// Receives warnings for the user, each kind once. Null: warnings are
  /// dropped.
  std::function<void(std::string_view)> warn = {};
  FetcherWrapper wrap_fetcher = {};  ///< null: the fetcher is not wrapped
  /// A replacement for the HTTP client, for tests. Null: the session uses its
  /// own HTTP client.
  std::shared_ptr<http::Fetcher> fetcher = {};
  /// Returns a random number in [0, 1), which determines the delay of a retry.
  /// Null: random numbers with a random seed. Tests set it for exact delays.
  std::function<double()> dice = {};
};

}  // namespace gfetch::crawl
