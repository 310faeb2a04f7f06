#pragma once
/// The context that all visits of a run share: the options, the policy, the
/// fetcher, the retry budget, the bandwidth and the memory of decoders.

#include <utility>
#include <vector>

#include "crawl/body/site_memory.h"
#include "crawl/frontier/rate.h"
#include "crawl/policy/retry.h"
#include "crawl/visit/logins.h"
#include "crawl/visit/request_builder.h"
#include "crawl/visit/visitor.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

struct VisitContext {
  VisitContext(VisitorOptions how, CrawlPolicy& which, http::Fetcher& by,
               RetryPolicy::Dice dice)
      : options(std::move(how)),
        policy(which),
        headers(headers_of(options.request)),
        prerequisite_headers(headers_of(without_given(options.request))),
        logins(options.logins),
        fetcher(by),
        retry(options.retry, dice),
        prerequisite_retry(options.prerequisites.retry, std::move(dice)),
        budget(options.retry.budget),
        bandwidth(options.bytes_per_second),
        windows(options.max_window_bytes) {}

  /// The memory for the links of the large pages of a run that are read at a
  /// time (body_use.h).
  static constexpr std::uint64_t kLinkBytes = std::uint64_t{256} << 20;

  VisitorOptions options;
  CrawlPolicy& policy;
  /// The headers for candidates without their own headers.
  std::vector<ScopedHeader> headers;
  std::vector<ScopedHeader> prerequisite_headers;
  Logins logins;
  http::Fetcher& fetcher;
  RetryPolicy retry;
  RetryPolicy prerequisite_retry;
  RetryBudget budget;
  Bandwidth bandwidth;
  SiteMemory windows;            ///< for the windows of decoders
  SiteMemory links{kLinkBytes};  ///< for the links of large pages
};

}  // namespace gfetch::crawl
