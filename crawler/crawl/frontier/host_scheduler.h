#pragma once
/// Decides which host is next. Hosts wait in lines, and the first host of the
/// first line that is not empty is next. Most lines exist twice: for hosts
/// whose last request got a response, and for hosts without a response.
///
///             │ no response     │ response     │ condition of the host
///   ──────────┼─────────────────┼──────────────┼──────────────────────────────
///   resumable │        ▪        │      ▪       │ a visit that has begun waits
///             │                 │              │ for it: a retry, a redirect
///   warm      │                 │      ▪       │ has an unused connection, and
///             │                 │              │ warm leases left
///   fresh     │        ▪        │      ▪       │ has no request in flight
///   busy      │        ▪        │      ▪       │ has requests and free slots
///   ──────────┼─────────────────┴──────────────┼──────────────────────────────
///   later     │ ordered by time                │ politeness delays it
///   idle      │ first come, first forgotten    │ has no entries
///   none      │                                │ is full, or waits for links
///
/// Reasons for this order: a visit that has begun holds memory, and its record
/// is awaited; a warm connection saves a handshake; and a host without requests
/// in flight spreads the load better than a second connection to a busy host.
///
/// Fairness:
/// - Each line is first come, first served.
/// - A host gets 64 leases for its warm connections (kWarmLeases), and then
///   joins the end of `fresh` or `busy`. So no host starves.
/// - Hosts without responses get the workers that hosts with responses cannot
///   use, and at least a tenth of all workers (kUnansweredShare). An
///   unreachable host blocks a worker until a timeout; the limit keeps such
///   hosts from slowing the other hosts.
///
/// The caller passes the time to every function.

#include <cstddef>
#include <optional>

#include "crawl/frontier/host_queue.h"
#include "crawl/frontier/schedule.h"

namespace gfetch::crawl {

class HostScheduler {
 public:
  explicit HostScheduler(const PolitenessOptions& options)
      : schedule_(options) {}

  /// Returns the schedule, in whose lines the hosts place themselves.
  Schedule& schedule() { return schedule_; }

  /// Lets the hosts in `later` whose time has come join their lines.
  void advance(TimePoint now);

  /// Returns the host whose first entry may be leased now, or null. `workers`
  /// is the number of all workers.
  HostQueue* next(TimePoint now, std::size_t workers) const;

  /// Returns the time from which next() will return a host if no other change
  /// happens; nothing if time alone changes nothing.
  std::optional<TimePoint> next_time(TimePoint now, std::size_t workers) const;

  /// Returns true if a visit that has begun may start a request to `host` now,
  /// before all lines.
  bool may_start(const HostQueue& host, TimePoint now,
                 std::size_t workers) const;

  /// Returns the number of hosts without work.
  std::size_t idle() const { return schedule_.idle.size(); }

  /// Removes the host that has been idle longest from the schedule and returns
  /// it. Returns null if that host has state that must be kept.
  HostQueue* forget_one(TimePoint now);

  /// Returns the throttled hosts.
  const ThrottledHosts& throttled() const { return schedule_.throttled; }

 private:
  HostQueue* first_of_all(std::size_t workers) const;
  HostQueue* first_of(const Schedule::Lines& lines, std::size_t workers) const;
  bool unanswered_allowed(std::size_t workers) const;

  Schedule schedule_;
};

}  // namespace gfetch::crawl
