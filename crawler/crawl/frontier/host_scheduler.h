#pragma once
/// Decides which host is next. Hosts stand in lines, and the front of the first
/// line that is not empty is next:
///
///             │ without answers │ with answers │ a host that …
///   ──────────┼─────────────────┼──────────────┼──────────────────────────────
///   resumable │        ▪        │      ▪       │ a visit that has begun waits
///             │                 │              │ for: a retry, a redirect
///   warm      │                 │      ▪       │ has an unused connection, and
///             │                 │              │ leases left to use it
///   fresh     │        ▪        │      ▪       │ has no request in flight
///   busy      │        ▪        │      ▪       │ has some, and slots left
///   ──────────┼─────────────────┴──────────────┼──────────────────────────────
///   later     │ by time                        │ politeness lets wait
///   idle      │ first come, first forgotten    │ has nothing to do
///   none      │                                │ is full, or awaits links
///
/// Why this order: a visit that has begun holds memory, and its record is
/// awaited; a warm connection saves a handshake; a host without any request in
/// flight spreads the load before a second connection to another host does.
///
/// Fairness:
/// - Each line is first come, first served.
/// - A host has 64 leases on its warm connections (kWarmLeases), then stands in
///   `fresh` or `busy` behind the others: no host starves.
/// - Hosts without answers get the workers that hosts with answers cannot use,
///   and at least a tenth of all (kUnansweredShare): dead hosts, each of which
///   blocks a worker until a timeout, take little time from the living ones.
///
/// Pure: times are passed in.

#include <cstddef>
#include <optional>

#include "crawl/frontier/host_queue.h"
#include "crawl/frontier/schedule.h"

namespace gfetch::crawl {

class HostScheduler {
 public:
  explicit HostScheduler(const PolitenessOptions& options)
      : schedule_(options) {}

  /// The schedule that the hosts file themselves in.
  Schedule& schedule() { return schedule_; }

  /// Has the hosts whose time has come join their lines.
  void advance(TimePoint now);

  /// The host whose first entry may be leased now, or null. There are that many
  /// `workers` in all.
  HostQueue* next(TimePoint now, std::size_t workers) const;

  /// The time at which next() will give a host though nothing but time has
  /// changed; nothing if there is no such time.
  std::optional<TimePoint> next_time(TimePoint now, std::size_t workers) const;

  /// True if a visit that has begun may start a request to `host` now, ahead of
  /// all lines.
  bool may_start(const HostQueue& host, TimePoint now,
                 std::size_t workers) const;

  /// The hosts that have nothing to do.
  std::size_t idle() const { return schedule_.idle.size(); }

  /// Takes the host that is idle longest out of the schedule and gives it, or
  /// null if something about it must be remembered.
  HostQueue* forget_one(TimePoint now);

  /// The hosts that were throttled.
  const ThrottledHosts& throttled() const { return schedule_.throttled; }

 private:
  HostQueue* first_of_all(std::size_t workers) const;
  HostQueue* first_of(const Schedule::Lines& lines, std::size_t workers) const;
  bool unanswered_allowed(std::size_t workers) const;

  Schedule schedule_;
};

}  // namespace gfetch::crawl
