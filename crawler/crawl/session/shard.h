#pragma once
/// A shard of a session: one hub, and the hosts whose requests are made on that
/// hub. The shard owns the connections to its hosts and the queue of single
/// requests.

#include <memory>

#include "crawl/frontier/frontier.h"
#include "crawl/policy/retry.h"
#include "crawl/session/request_queue.h"
#include "gfetch/crawl/session_config.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

/// Returns the frontier options for a list, or for a crawl if `crawls` is true.
FrontierOptions frontier_options(const SessionConfig& config, bool crawls);

/// Returns the random number generator of the configuration, or else one with a
/// random seed. Its numbers are in [0, 1).
RetryPolicy::Dice dice_of(const SessionConfig& config);

class Shard {
 public:
  /// Creates a shard on the calling thread's hub.
  explicit Shard(const SessionConfig& config);
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  http::Fetcher& fetcher() { return *fetcher_; }
  RequestQueue& requests() { return requests_; }

 private:
  /// The fetcher given by a test, or null.
  std::shared_ptr<http::Fetcher> given_;
  /// The HTTP client; null when a test gave a fetcher.
  std::unique_ptr<http::HttpClient> client_;
  std::unique_ptr<http::Fetcher> wrapper_;  ///< the wrapping fetcher, or null
  http::Fetcher* fetcher_;  ///< the outermost of the three fetchers
  RequestQueue requests_;   ///< declared last, because it uses the fetcher
};

}  // namespace gfetch::crawl
