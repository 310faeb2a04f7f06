#pragma once
/// One visit: a leased candidate's exchange with its redirect hops, made one
/// record.

#include <cstdint>
#include <memory>
#include <optional>

#include "crawl/frontier/frontier.h"
#include "gfetch/crawl/retry.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/crawl/visitor_options.h"
#include "gfetch/http/http.h"
#include "gfetch/save/write_error.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

struct VisitMeans;

class Visitor {
 public:
  /// `fetcher` outlives the visitor.
  Visitor(VisitorOptions options, http::Fetcher& fetcher,
          RetryPolicy::Dice dice);
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  /// Fetches what is leased and says what became of it: kFetched when the
  /// final answer's status is accepted and its body came whole, kFailed
  /// otherwise, with an error (kHttpStatus for a status that is not). Nothing:
  /// it waits in the frontier for its next turn; the lease is to end as it is,
  /// and the visit goes on with the next one.
  /// Several fibers may visit at the same time.
  /// Blocks the calling fiber.
  std::optional<Visit> visit(Lease& lease);

  /// Why a body could not be saved: what was visited since is not done, and
  /// the run is to end.
  /// Never blocks.
  std::optional<save::WriteError> saving_failure() const;

  /// Retries that the run's budget did not allow.
  /// Never blocks.
  std::uint64_t retries_refused() const;

 private:
  std::unique_ptr<VisitMeans> means_;
};

/// A request for `url` with nothing in it that was given for other URLs: no
/// headers of the user's but the User-Agent, no logins, no cookies.
/// Never blocks.
http::Request plain_request(const VisitorOptions& options, const web::Url& url);

}  // namespace gfetch::crawl
