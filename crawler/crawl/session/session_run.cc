#include "crawl/session/session_run.h"

#include <string>
#include <utility>

#include "save/mirror_name.h"

namespace gfetch::crawl {
namespace {

VisitorOptions visitor_options(const SessionConfig& config, bool crawls) {
  VisitorOptions options = config.visitor;
  if (!config.folder) return options;
  options.bodies.folder = config.folder;
  if (crawls) {
    options.bodies.mirror = config.folder->folds_case()
                                ? save::CaseSensitivity::kInsensitive
                                : save::CaseSensitivity::kSensitive;
  }
  return options;
}

CrawlerOptions crawler_options(const SessionConfig& config) {
  CrawlerOptions options;
  options.workers = config.workers;
  options.method = config.visitor.request.method;
  options.deadline = config.deadline;
  options.max_failures = config.max_failures;
  options.fail_early = config.fail_early;
  options.warn = config.warn;
  return options;
}

}  // namespace

SessionRun::SessionRun(Shard& shard, const SessionConfig& config,
                       const std::optional<CrawlRules>& rules,
                       std::optional<Scope> scope,
                       std::vector<SeedInput> inputs, Reporter& reporter)
    : frontier_(frontier_options(config, rules.has_value())),
      seeds_(std::move(inputs), config.seeds) {
  VisitorOptions visiting = visitor_options(config, rules.has_value());
  CrawlPolicy* policy = &list_;
  if (rules) {
    policy = &site_.emplace(*rules, std::move(*scope)).crawl;
    visiting.prerequisites.retry.max_retries = visiting.retry.max_retries;
    visiting.prerequisites.retry.max_delay = visiting.retry.max_delay;
  }
  visitor_.emplace(std::move(visiting), *policy, shard.fetcher(),
                   dice_of(config));
  crawler_.emplace(crawler_options(config), seeds_, frontier_, *visitor_,
                   reporter);
}

}  // namespace gfetch::crawl
