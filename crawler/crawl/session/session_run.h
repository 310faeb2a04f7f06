#pragma once
/// One run of a session: a list or a crawl, built from the configuration. Its
/// objects live as long as the run.

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "crawl/crawl.h"
#include "crawl/crawler.h"
#include "crawl/frontier/frontier.h"
#include "crawl/list_policy.h"
#include "crawl/robots/robots_cache.h"
#include "crawl/seed/seed_reader.h"
#include "crawl/session/shard.h"
#include "gfetch/crawl/session_config.h"

namespace gfetch::crawl {

class SessionRun {
 public:
  /// Creates a run. A crawl has `rules` and their `scope`; a list has neither.
  /// `shard`, `config` and `reporter` must outlive the run.
  SessionRun(Shard& shard, const SessionConfig& config,
             const std::optional<CrawlRules>& rules, std::optional<Scope> scope,
             std::vector<SeedInput> inputs, Reporter& reporter);
  SessionRun(const SessionRun&) = delete;
  SessionRun& operator=(const SessionRun&) = delete;

  Crawler& crawler() { return *crawler_; }

 private:
  /// The objects that only a crawl has: the robots.txt cache and the link
  /// rules.
  struct Site {
    Site(const CrawlRules& rules, Scope scope)
        : crawl(rules, std::move(scope), robots) {}
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    RobotsCache robots;
    Crawl crawl;
  };

  Frontier frontier_;
  SeedReader seeds_;
  ListPolicy list_;
  std::optional<Site> site_;
  std::optional<Visitor> visitor_;
  std::optional<Crawler> crawler_;
};

}  // namespace gfetch::crawl
