#include "crawl/session/session_run.h"

#include <string>
#include <utility>

namespace gfetch::crawl {
namespace {

RobotsCacheOptions robots_options(const RetryOptions& retry) {
  RobotsCacheOptions options;
  options.retries = retry.max_retries;
  options.max_pause = retry.max_delay;
  return options;
}

void save_into(save::BodyFolder& folder, bool mirrors, BodyOptions& bodies) {
  bodies.folder = &folder;
  if (!mirrors) return;
  bodies.mirror = folder.folds_case() ? save::NameLetters::kLowerAscii
                                      : save::NameLetters::kAll;
}

VisitorOptions visitor_options(const SessionConfig& config, bool crawls) {
  VisitorOptions options = config.visitor;
  if (config.folder) save_into(*config.folder, crawls, options.bodies);
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

SessionRun::Site::Site(Shard& shard, const VisitorOptions& options,
                       const CrawlRules& rules, Scope scope)
    : visiting(options),
      robots(shard.fetcher(), robots_options(options.retry),
             [this](const web::Url& url) { return robots_request(url); }),
      crawl(rules, std::move(scope), &robots) {}

// It passes the gate as a page does: only a host that the user named may be a
// private one, and only such an origin is shown a client's certificate.
http::Request SessionRun::Site::robots_request(const web::Url& url) {
  VisitorOptions options = visiting;
  options.gate = &crawl;
  return plain_request(options, url);
}

SessionRun::SessionRun(Shard& shard, const SessionConfig& config,
                       const std::optional<CrawlRules>& rules,
                       std::optional<Scope> scope,
                       std::vector<SeedInput> inputs, Reporter& reporter)
    : frontier_(frontier_options(config, rules.has_value())),
      seeds_(std::move(inputs), config.seeds) {
  VisitorOptions visiting = visitor_options(config, rules.has_value());
  CrawlerOptions crawling = crawler_options(config);
  if (rules) {
    site_.emplace(shard, config.visitor, *rules, std::move(*scope));
    visiting.gate = &site_->crawl;
    visiting.address_of = shard.address_lookup(config.visitor);
    crawling.crawl = &site_->crawl;
  }
  visitor_.emplace(std::move(visiting), shard.fetcher(), fair_dice());
  crawler_.emplace(std::move(crawling), seeds_, frontier_, *visitor_, reporter);
}

}  // namespace gfetch::crawl
