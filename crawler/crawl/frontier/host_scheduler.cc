#include "crawl/frontier/host_scheduler.h"

#include <algorithm>

namespace gfetch::crawl {

void HostScheduler::advance(TimePoint now) {
  auto& later = schedule_.later;
  while (!later.empty() && later.top().time <= now) {
    HostQueue& host = *later.top().host;
    later.pop();
    host.wake(now);
  }
}

// Returns the next host. While the rate of the whole run allows no request, no
// host is next.
HostQueue* HostScheduler::next(TimePoint now, std::size_t workers) const {
  return schedule_.politeness.ready_at() > now ? nullptr
                                               : first_of_all(workers);
}

HostQueue* HostScheduler::first_of_all(std::size_t workers) const {
  // The order of the lines and its reasons are in host_scheduler.h.
  if (HostQueue* host = first_of(schedule_.resumable, workers)) return host;
  if (!schedule_.warm.empty()) return &schedule_.warm.front();
  if (HostQueue* host = first_of(schedule_.fresh, workers)) return host;
  return first_of(schedule_.busy, workers);
}

// Returns the host that joined first of two lines, one of hosts without
// responses and one of hosts with responses. A host without responses is
// returned only while its group has workers left.
HostQueue* HostScheduler::first_of(const Schedule::Lines& lines,
                                   std::size_t workers) const {
  const auto& [unanswered, answered] = lines;
  const bool both = !unanswered.empty() && unanswered_allowed(workers);
  if (answered.empty()) return both ? &unanswered.front() : nullptr;
  if (!both) return &answered.front();
  return std::min(&unanswered.front(), &answered.front(),
                  [](const HostQueue* one, const HostQueue* other) {
                    return one->arrival() < other->arrival();
                  });
}

bool HostScheduler::unanswered_allowed(std::size_t workers) const {
  // A tenth of the workers is enough to soon find the reachable hosts among new
  // hosts, and costs the other hosts at most a tenth if all new hosts are
  // unreachable.
  constexpr std::size_t kUnansweredShare = 10;
  const std::size_t share =
      std::max<std::size_t>(1, workers / kUnansweredShare);
  const std::size_t spare = workers - std::min(workers, schedule_.workers_used);
  return schedule_.unanswered < std::max(share, spare);
}

std::optional<TimePoint> HostScheduler::next_time(TimePoint now,
                                                  std::size_t workers) const {
  const TimePoint run_ready = schedule_.politeness.ready_at();
  std::optional<TimePoint> time;
  // A host is ready, and only the rate of the run delays it.
  if (run_ready > now && first_of_all(workers) != nullptr) time = run_ready;
  if (schedule_.later.empty()) return time;
  const TimePoint later = std::max(schedule_.later.top().time, run_ready);
  return time ? std::min(*time, later) : later;
}

// Returns true if a begun visit may start a request to `host` at once. It must
// not overtake visits that already wait at the host, violate politeness, or
// take a worker that hosts with responses need.
bool HostScheduler::may_start(const HostQueue& host, TimePoint now,
                              std::size_t workers) const {
  return host.resumable() == 0 && !host.full() &&
         schedule_.politeness.ready_at() <= now && host.ready_at() <= now &&
         (host.answers() || unanswered_allowed(workers));
}

HostQueue* HostScheduler::forget_one(TimePoint now) {
  HostQueue& host = schedule_.idle.pop_front();
  if (host.forgettable(now)) return &host;
  schedule_.idle.push_back(host);
  return nullptr;
}

}  // namespace gfetch::crawl
