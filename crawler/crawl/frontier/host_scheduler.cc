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

// While the rate of the whole run is used up, no host is next.
HostQueue* HostScheduler::next(TimePoint now, std::size_t workers) const {
  return schedule_.politeness.ready_at() > now ? nullptr
                                               : first_of_all(workers);
}

HostQueue* HostScheduler::first_of_all(std::size_t workers) const {
  if (HostQueue* host = first_of(schedule_.resumable, workers)) return host;
  if (!schedule_.warm.empty()) return &schedule_.warm.front();
  if (HostQueue* host = first_of(schedule_.fresh, workers)) return host;
  return first_of(schedule_.busy, workers);
}

// Of the two lines, the front that came first; but a host without answers only
// while its kind has workers left.
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
  // A tenth: enough to find the living among new hosts soon, and too few to
  // slow the others down by more than that, should all new hosts be dead.
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
  // A host is there, and only the rate of the run holds it back.
  if (run_ready > now && first_of_all(workers) != nullptr) time = run_ready;
  if (schedule_.later.empty()) return time;
  const TimePoint later = std::max(schedule_.later.top().time, run_ready);
  return time ? std::min(*time, later) : later;
}

// Not ahead of visits that wait at the host already, nor against politeness,
// nor with a worker that hosts with answers need.
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
