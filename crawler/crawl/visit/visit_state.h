#pragma once
/// The state of a visit that has begun. The frontier keeps it while the visit
/// waits.

#include <string>

#include "crawl/frontier/frontier.h"
#include "crawl/policy/redirect.h"
#include "crawl/visit/visitor.h"
#include "gfetch/crawl/visit.h"

namespace gfetch::crawl {

struct VisitState final : SavedVisit {
  VisitState(const VisitorOptions& options, const Lease& lease);

  /// Counts the time since the last reading of the clock as waiting.
  void count_as_waiting();

  /// Uses up part of the time that max_time allows.
  void spend(Duration time);

  /// Forgets the response: the URL is asked for by another method.
  void restart(const VisitorOptions& options, const Candidate& candidate,
               const std::string& method);

  /// Notes that the visit failed.
  void fail(Error error);

  Visit visit;
  Redirects redirects;
  TimeLimit left;          ///< of max_time
  TimePoint read_at;       ///< the last reading of the clock
  int challenges_met = 0;  ///< at the present step
  bool admitted = false;   ///< the prerequisites of the present step are met
};

}  // namespace gfetch::crawl
