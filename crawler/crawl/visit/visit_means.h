#pragma once
/// What all visits of a run share: how they are to be made, and what they
/// spend together.

#include <utility>
#include <vector>

#include "crawl/visit/logins.h"
#include "crawl/visit/request_builder.h"
#include "crawl/visit/visitor.h"
#include "gfetch/crawl/rate.h"
#include "gfetch/crawl/retry.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

struct VisitMeans {
  VisitMeans(VisitorOptions how, http::Fetcher& by, RetryPolicy::Dice dice)
      : options(std::move(how)),
        headers(headers_of(options.request)),
        logins(options.logins),
        fetcher(by),
        retry(options.retry, std::move(dice)),
        budget(options.retry.budget),
        bandwidth(options.bytes_per_second) {}

  VisitorOptions options;
  std::vector<ScopedHeader> headers;  ///< of every plain candidate
  Logins logins;
  http::Fetcher& fetcher;
  RetryPolicy retry;
  RetryBudget budget;
  Bandwidth bandwidth;
};

}  // namespace gfetch::crawl
