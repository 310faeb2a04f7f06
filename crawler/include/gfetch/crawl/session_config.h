#pragma once
/// The configuration of a Session: constant values, with the defaults of the
/// command line. It is polite, obeys robots.txt in a crawl, names itself in
/// User-Agent, and bounds the time and the size of everything.
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

/// The politeness of a list, whose user named every URL.
PolitenessOptions list_politeness();

/// The politeness of a crawl: two requests at a time to one host, and 100 ms
/// between two starts.
PolitenessOptions crawl_politeness();

/// The options of visits as the command line has them without options: a
/// User-Agent, and limits for each phase of an exchange.
VisitorOptions default_visitor_options();

struct SessionConfig {
  /// Makes a fetcher that stands between the session and its `client`, which
  /// outlives it: to trace requests, or to count them.
  using FetcherWrapper =
      std::function<std::unique_ptr<http::Fetcher>(http::Fetcher& client)>;

  std::vector<std::string> urls = {};  ///< the seeds, for run() without inputs
  SeedReaderOptions seeds = {};
  /// The rules of a crawl; absent: a list is fetched.
  std::optional<CrawlRules> rules = {};

  std::size_t workers = 64;  ///< URLs in flight at a time, at most
  /// Absent: list_politeness(), or crawl_politeness() for a crawl.
  std::optional<PolitenessOptions> politeness = {};
  /// Candidates in memory, and their bytes, before the seed reader waits. With
  /// 1, a list is fetched one URL after the other in its own order.
  std::size_t max_candidates = 65'536;
  std::size_t max_bytes = std::size_t{64} * 1024 * 1024;

  TimeLimit deadline = {};  ///< of a run
  FailureLimit max_failures = {};
  bool fail_early = false;

  /// What each visit does: the request, the bodies, redirects, retries,
  /// logins, cookies, HSTS. The session sets what only a running one knows:
  /// `bodies.folder`, `bodies.mirror` and `gate`.
  VisitorOptions visitor = default_visitor_options();
  http::HttpClientOptions http = {};
  /// Bodies of a run are saved there, those of a crawl as a mirror; null: they
  /// are not saved.
  std::shared_ptr<save::BodyFolder> folder = {};

  /// Receives sentences for the user, each kind once; null: nobody does.
  std::function<void(std::string_view)> warn = {};
  FetcherWrapper wrap_fetcher = {};  ///< null: nothing stands between
  /// Takes the place of the HTTP client, for tests; null: HTTP is spoken.
  std::shared_ptr<http::Fetcher> fetcher = {};
  /// Returns a random number from [0, 1), which spreads the delays of retries;
  /// null: numbers with a seed from the machine. Tests set it for exact delays.
  std::function<double()> dice = {};
};

}  // namespace gfetch::crawl
