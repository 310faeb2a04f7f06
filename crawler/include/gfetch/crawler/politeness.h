#pragma once
/// When may this host be asked? Concurrency, delay and rates, as a pure
/// decision: the time is passed in, nothing waits here. The frontier waits.
///
///   Politeness politeness({.delay = 1s});
///   HostPace host;                          // one for each host
///   politeness.started(host, now);
///   politeness.ready_at(host);              // now + 1s
///   politeness.finished(host);

#include <optional>

#include "gfetch/crawler/rate.h"
#include "gfetch/engine/clock.h"

namespace gfetch {

struct PolitenessOptions {
  int host_concurrency = 8;  ///< requests in flight to one host
  Duration delay{0};         ///< between two request starts to one host
  std::optional<Rate> host_rate = {};  ///< for every host
  std::optional<Rate> rate = {};       ///< for the whole run
};

/// What politeness remembers of one host. A fresh one was never asked.
struct HostPace {
  int in_flight = 0;
  TimePoint after_delay{};   ///< the delay since the last start is over
  TimePoint mark{};          ///< of the host rate's Pacer
  TimePoint paused_until{};  ///< the host asked for this rest
};

class Politeness {
 public:
  explicit Politeness(const PolitenessOptions& options = {});

  /// The host has as many requests in flight as it may.
  /// Never blocks.
  bool full(const HostPace& host) const {
    return host.in_flight >= host_concurrency_;
  }

  /// The moment from which a request to `host` may start, as far as the host
  /// is concerned, once it is not full.
  /// Never blocks.
  TimePoint ready_at(const HostPace& host) const;

  /// The same for the whole run, whatever the host.
  /// Never blocks.
  TimePoint ready_at() const { return run_pacer_.ready_at(run_mark_); }

  /// A request to `host` starts now: it is in flight until finished().
  /// Never blocks.
  void started(HostPace& host, TimePoint now);

  /// Never blocks.
  void finished(HostPace& host) { --host.in_flight; }

  /// No request to `host` starts before `until`: it sent a Retry-After. An
  /// earlier pause never shortens a later one.
  /// Never blocks.
  void pause(HostPace& host, TimePoint until);

  /// Nothing is lost when `host` is replaced by a fresh one.
  /// Never blocks.
  bool forgettable(const HostPace& host, TimePoint now) const {
    return host.in_flight == 0 && ready_at(host) <= now;
  }

 private:
  int host_concurrency_;
  Duration delay_;
  Pacer host_pacer_;
  Pacer run_pacer_;
  TimePoint run_mark_{};
};

}  // namespace gfetch
