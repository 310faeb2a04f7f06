#include "crawl/session/shard.h"

#include <random>

namespace gfetch::crawl {

FrontierOptions frontier_options(const SessionConfig& config, bool crawls) {
  FrontierOptions options;
  options.politeness = config.politeness.value_or(crawls ? crawl_politeness()
                                                         : list_politeness());
  options.max_candidates = config.max_candidates;
  options.max_bytes = config.max_bytes;
  return options;
}

RetryPolicy::Dice dice_of(const SessionConfig& config) {
  if (config.dice) return config.dice;
  return [engine = std::mt19937_64(std::random_device{}()),
          numbers = std::uniform_real_distribution<double>()]() mutable {
    return numbers(engine);
  };
}

Shard::Shard(const SessionConfig& config)
    : given_(config.fetcher),
      client_(given_ ? nullptr
                     : std::make_unique<http::HttpClient>(config.http)),
      fetcher_(given_ ? given_.get() : client_.get()),
      requests_(frontier_options(config, false), config.workers) {
  if (!config.wrap_fetcher) return;
  wrapper_ = config.wrap_fetcher(*fetcher_);
  if (wrapper_) fetcher_ = wrapper_.get();
}

}  // namespace gfetch::crawl
