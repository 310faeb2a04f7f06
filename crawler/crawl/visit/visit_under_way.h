#pragma once
/// A visit that has begun, with all that it has come to so far. While it waits
/// for its next turn the frontier keeps it.

#include <optional>
#include <string>

#include "crawl/frontier/frontier.h"
#include "crawl/visit/visitor.h"
#include "gfetch/crawl/redirect.h"
#include "gfetch/crawl/visit.h"

namespace gfetch::crawl {

struct VisitUnderWay final : VisitSoFar {
  VisitUnderWay(const VisitorOptions& options, const Lease& lease);

  /// The time since the last reading of the clock was waiting.
  void count_as_waiting();

  /// Uses up time of those that max_time allows.
  void spend(Duration time);

  /// Forgets the answer: it is asked for by another method.
  void begin_anew(const VisitorOptions& options, const Candidate& candidate,
                  const std::string& method);

  /// It came to `error`. In a crawl, where pages say what is asked for, a
  /// private address is a reason to skip it.
  void fail(const VisitorOptions& options, Error error);

  Visit visit;
  Redirects redirects;
  TimeLimit left;          ///< of max_time
  TimePoint read_at;       ///< the last reading of the clock
  int challenges_met = 0;  ///< of the step we are at
  bool entered = false;    ///< likewise: it passed the gates

  /// Where robots.txt is asked for, when that is what our turn is for.
  std::optional<web::Url> robots_at;
};

}  // namespace gfetch::crawl
