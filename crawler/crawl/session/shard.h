#pragma once
/// A shard of a session: one hub, and the hosts whose requests are made on it.
/// It owns the connections to them and the queue of single requests.

#include <memory>

#include "crawl/frontier/frontier.h"
#include "crawl/policy/retry.h"
#include "crawl/session/request_queue.h"
#include "gfetch/crawl/session_config.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

/// The options of a frontier for a list or a crawl.
FrontierOptions frontier_options(const SessionConfig& config, bool crawls);

/// The dice of the configuration, or else dice with a seed from the machine's
/// random numbers.
RetryPolicy::Dice dice_of(const SessionConfig& config);

class Shard {
 public:
  /// Made on the hub that the shard owns.
  explicit Shard(const SessionConfig& config);
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  http::Fetcher& fetcher() { return *fetcher_; }
  RequestQueue& requests() { return requests_; }

 private:
  std::shared_ptr<http::Fetcher> given_;      ///< by a test; or null
  std::unique_ptr<http::HttpClient> client_;  ///< null: a fetcher was given
  std::unique_ptr<http::Fetcher> wrapper_;    ///< null: there is none
  http::Fetcher* fetcher_;                    ///< the outermost of the three
  RequestQueue requests_;                     ///< ends before the fetcher does
};

}  // namespace gfetch::crawl
