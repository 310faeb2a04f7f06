#include "crawl/visit/visit_state.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "crawl/visit/response_class.h"
#include "crawl/visit/unvisited.h"
#include "gfetch/fiber/hub.h"

namespace gfetch::crawl {
namespace {

UrlChange securing(const web::Hsts* hsts) {
  if (hsts == nullptr) return nullptr;
  return [hsts](const web::Url& url) {
    return hsts->secured(url, std::chrono::system_clock::now());
  };
}

Redirects redirects_of(const VisitorOptions& options,
                       const Candidate& candidate, const std::string& method) {
  return {candidate.url, method,
          candidate.is_prerequisite() ? options.prerequisites.redirects
                                      : options.redirects,
          securing(options.hsts.get())};
}

// Returns the time limit of a visit. A robots.txt may take no longer than a
// page, because pages wait for it.
TimeLimit max_time(const VisitorOptions& options, const Candidate& candidate) {
  const TimeLimit own = options.prerequisites.max_time;
  if (!candidate.is_prerequisite()) return options.max_time;
  if (!own || !options.max_time) return own ? own : options.max_time;
  return std::min(*own, *options.max_time);
}

}  // namespace

VisitState::VisitState(const VisitorOptions& options, const Lease& lease)
    : visit(unfinished_visit(lease.candidate(), options.request.method)),
      redirects(redirects_of(options, lease.candidate(), visit.method)),
      left(max_time(options, lease.candidate())),
      read_at(lease.since()) {}

void VisitState::count_as_waiting() {
  const TimePoint waited_from = std::exchange(read_at, Hub::current().now());
  add(visit.timing.queue, read_at - waited_from);
}

void VisitState::spend(Duration time) {
  if (left) *left -= time;
}

void VisitState::restart(const VisitorOptions& options,
                         const Candidate& candidate,
                         const std::string& method) {
  redirects = redirects_of(options, candidate, method);
  visit.method = method;
  visit.error.reset();
  visit.status_code = 0;
  visit.redirects.clear();
  challenges_met = 0;
}

void VisitState::fail(Error error) {
  visit.outcome = Outcome::kFailed;
  visit.ok = false;
  visit.error = std::move(error);
}

}  // namespace gfetch::crawl
