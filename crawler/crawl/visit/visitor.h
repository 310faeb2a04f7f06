#pragma once
/// The visitor: fetches leased candidates with their redirects and retries, and
/// makes one record for each.

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
  /// Creates a visitor. `policy` contains the rules of a list or of a crawl. It
  /// and `fetcher` must outlive the visitor.
  Visitor(VisitorOptions options, CrawlPolicy& policy, http::Fetcher& fetcher,
          RetryPolicy::Dice dice);
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  /// Fetches the candidate of `lease` and returns its record. The outcome is
  /// kFetched if the final response has an accepted status and a complete body,
  /// and otherwise kFailed with an error (kHttpStatus for a status that is not
  /// accepted). Returns nothing if the visit waits in the frontier: the caller
  /// must end the lease unfinished, and the visit continues with its next
  /// lease. Several fibers may call this at the same time. Blocks the calling
  /// fiber until the visit ends or must wait.
  std::optional<Visit> visit(Lease& lease);

  CrawlPolicy& policy() const;

  /// Returns the reason why a body could not be saved; the run must then end,
  /// and visits since that failure are not done.
  std::optional<save::WriteError> saving_failure() const;

  /// Returns the number of retries that the run's retry budget refused.
  std::uint64_t retries_refused() const;

 private:
  std::unique_ptr<VisitContext> context_;
};

}  // namespace gfetch::crawl
