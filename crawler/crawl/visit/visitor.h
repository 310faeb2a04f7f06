#pragma once
/// One visit: the exchange of a leased candidate with its redirect hops, as one
/// record.

#include <cstdint>
#include <memory>
#include <optional>

#include "crawl/frontier/frontier.h"
#include "crawl/policy/crawl_policy.h"
#include "crawl/policy/retry.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/crawl/visitor_options.h"
#include "gfetch/http/http.h"
#include "gfetch/save/write_error.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

struct VisitContext;

class Visitor {
 public:
  /// `policy` says what a list or a crawl may do. It and `fetcher` outlive the
  /// visitor.
  Visitor(VisitorOptions options, CrawlPolicy& policy, http::Fetcher& fetcher,
          RetryPolicy::Dice dice);
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  /// Fetches what is leased and gives its record: kFetched when the
  /// final answer's status is accepted and its body came whole, kFailed
  /// otherwise, with an error (kHttpStatus for a status that is not). Nothing:
  /// it waits in the frontier for its next lease; the lease is to end as it is,
  /// and the visit goes on with the next one.
  /// Several fibers may visit at the same time.
  /// Blocks the calling fiber.
  std::optional<Visit> visit(Lease& lease);

  CrawlPolicy& policy() const;

  /// Why a body could not be saved: what was visited since is not done, and
  /// the run is to end.
  std::optional<save::WriteError> saving_failure() const;

  /// Retries that the run's budget did not allow.
  std::uint64_t retries_refused() const;

 private:
  std::unique_ptr<VisitContext> context_;
};

}  // namespace gfetch::crawl
