#pragma once
/// The state of a visit that has begun. The frontier stores it while the visit
/// waits.

#include <string>

#include "crawl/body/site_memory.h"
#include "crawl/frontier/frontier.h"
#include "crawl/policy/redirect.h"
#include "crawl/visit/visitor.h"
#include "gfetch/crawl/visit.h"

namespace gfetch::crawl {

struct VisitState final : SavedVisit {
  VisitState(const VisitorOptions& options, const Lease& lease);

  /// Adds the time since `read_at` to the visit's waiting time.
  void count_as_waiting();

  /// Subtracts `time` from the rest of the visit's time limit.
  void spend(Duration time);

  /// Discards the response and starts the visit again with another method.
  void restart(const VisitorOptions& options, const Candidate& candidate,
               const std::string& method);

  /// Marks the visit as failed with `error`.
  void fail(Error error);

  Visit visit;
  Redirects redirects;
  TimeLimit left;          ///< the time left of max_time
  TimePoint read_at;       ///< the last reading of the clock
  int challenges_met = 0;  ///< login challenges at the current step so far
  /// The memory for the page's links, until they have been followed: it is
  /// given back at the end of the lease.
  MemoryHold link_memory;
  bool admitted = false;  ///< whether the step's prerequisites are met
};

}  // namespace gfetch::crawl
