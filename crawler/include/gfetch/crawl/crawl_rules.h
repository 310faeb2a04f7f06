#pragma once
/// The configuration of a crawl: plain values for the scope, the seen keys, the
/// trap detection, the budgets and robots.txt.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch::crawl {

/// The range of a crawl around each seed: kPage is the seed alone, kPrefix its
/// folder and everything below, kHost its host, kDomain its registrable domain,
/// kAny every URL.
enum class ScopeRange { kPage, kPrefix, kHost, kDomain, kAny };

/// The use of robots.txt. kReport fetches forbidden URLs and notes in their
/// records that robots.txt forbids them.
enum class RobotsPolicy { kObey, kIgnore, kReport };

/// The options of the seen key: the further differences between URLs of one
/// page that are ignored.
struct SeenKeyOptions {
  bool ignore_session_ids = false;
  bool ignore_tracking = false;
};

struct CrawlRules {
  int depth = 5;  ///< the largest number of links from a seed to a page
  ScopeRange scope = ScopeRange::kHost;
  /// Regular expressions in RE2's syntax, each of which matches any part of a
  /// URL. A URL in the crawl must match one of `include`, if there are any, and
  /// none of `exclude`. Seeds are exempt.
  std::vector<std::string> include = {};
  std::vector<std::string> exclude = {};

  /// The page budgets. An absent budget means no limit.
  std::optional<std::uint64_t> max_pages = {};
  std::optional<std::uint64_t> max_pages_per_host = {};
  std::optional<std::uint64_t> max_pages_per_domain = {};

  /// The most URLs that may wait in the queue. Further links are skipped, so
  /// that pages of millions of links fill no memory.
  std::uint64_t max_queued = 1'000'000;

  RobotsPolicy robots = RobotsPolicy::kObey;
  /// The largest Crawl-delay of a robots.txt that is obeyed; a longer one is
  /// shortened to it.
  Duration max_crawl_delay = std::chrono::seconds(30);
  bool traps = true;  ///< skip URLs that look like a crawler trap

  SeenKeyOptions same_page = {};  ///< which URLs count as the same page

  bool sitemaps = false;  ///< also use the pages listed in sitemaps as seeds
  bool assets = false;    ///< fetch images, styles and scripts, too
  bool external_assets = true;  ///< fetch assets from any host, as browsers do
  /// Request every link in the scope, including links beyond `depth` and links
  /// marked nofollow.
  bool checks = false;
  bool check_external = false;  ///< request each out-of-scope link once
};

/// Checks a regular expression for `include` or `exclude`. The error names the
/// expression and its fault.
Result<void, UsageError> check_pattern(std::string_view pattern);

}  // namespace gfetch::crawl
