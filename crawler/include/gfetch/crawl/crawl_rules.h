#pragma once
/// What a crawl follows, how far and how politely: values only. Scope, seen
/// keys, traps, budgets and robots.txt are each made from their part of it.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gfetch/crawl/seen_key.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

/// Where pages may lie, seen from the seed that led to them: kPage is the seed
/// alone, kPrefix its folder and what lies below, kHost its host, kDomain its
/// registrable domain.
enum class ScopeRange { kPage, kPrefix, kHost, kDomain, kAny };

/// kReport crawls on, and says in the record what would not have been allowed.
enum class RobotsPolicy { kObey, kIgnore, kReport };

struct CrawlRules {
  int depth = 5;  ///< links away from a seed
  ScopeRange scope = ScopeRange::kHost;
  /// RE2's expressions, found anywhere in a URL. With includes a URL has to
  /// match one of them, and in any case none of the excludes; seeds need not.
  std::vector<std::string> include = {};
  std::vector<std::string> exclude = {};

  /// Budgets of pages; absent: any number.
  std::optional<std::uint64_t> max_pages = {};
  std::optional<std::uint64_t> max_pages_per_host = {};
  std::optional<std::uint64_t> max_pages_per_domain = {};

  RobotsPolicy robots = RobotsPolicy::kObey;
  /// The most that a Crawl-delay of robots.txt makes us wait.
  Duration max_crawl_delay = std::chrono::seconds(30);
  bool traps = true;  ///< leave out what looks endless

  SeenKeyOptions same_page = {};  ///< which URLs are taken for one

  bool sitemaps = false;        ///< pages that sitemaps list are seeds, too
  bool assets = false;          ///< images, styles, scripts are fetched
  bool external_assets = true;  ///< from wherever they lie, as browsers do
  /// Every link in the scope is asked for: also one that is too deep to be
  /// read, or that its page does not want to be followed.
  bool checks = false;
  bool check_external = false;  ///< ask once for links out of the scope
};

}  // namespace gfetch::crawl
