#pragma once
/// The politeness of a crawl: when a request to a host may start, and how many
/// requests may be in flight, by the limits of concurrency, delays and rates. A
/// pure value: the caller passes the time in, and the frontier waits.
///
///   Politeness politeness({.delay = 1s});
///   HostPace host;                          // one for each host
///   politeness.started(host, now);
///   politeness.ready_at(host);              // now + 1s
///   politeness.finished(host);

#include "crawl/frontier/adaptive_limit.h"
#include "crawl/frontier/rate.h"
#include "gfetch/crawl/politeness_options.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

/// How a host handled a request.
struct HostAnswer {
  enum class Kind {
    kServed,
    kTurnedAway,  ///< 429 or 503: the host is overloaded
    kSilent,      ///< the host did not respond within a time limit
    kUnreached,   ///< the host did not respond for another reason
  };

  Kind kind = Kind::kServed;
  Duration ttfb{0};  ///< the time to first byte, for kServed

  bool came() const {
    return kind == Kind::kServed || kind == Kind::kTurnedAway;
  }
};

/// The politeness state of one host. A new value is that of a host without
/// requests.
struct HostPace {
  int in_flight = 0;
  AdaptiveLimit limit;
  Duration own_delay{0};     ///< the delay that the host asks for
  TimePoint after_delay{};   ///< the end of the delay after the last start
  TimePoint mark{};          ///< the mark of the host rate's Pacer
  TimePoint paused_until{};  ///< the end of a pause by Retry-After
};

class Politeness {
 public:
  explicit Politeness(const PolitenessOptions& options = {});

  /// Returns true if the host has as many requests in flight as its limit
  /// allows.
  bool full(const HostPace& host) const {
    return host.in_flight >= limit(host);
  }

  /// Returns the limit of requests in flight to the host.
  int limit(const HostPace& host) const {
    return adaptive_ ? host.limit.now(host_concurrency_) : host_concurrency_;
  }

  /// Returns the time from which a request to `host` may start, if the host is
  /// not full.
  TimePoint ready_at(const HostPace& host) const;

  /// Returns the time from which the rate of the whole run allows a request.
  TimePoint ready_at() const { return run_pacer_.ready_at(run_mark_); }

  /// Records that a request to `host` starts now. It is in flight until
  /// finished().
  void started(HostPace& host, TimePoint now);

  void finished(HostPace& host) { --host.in_flight; }

  /// Records the result of a request that started at `started`, and adapts the
  /// host's limit to it. Returns true if the limit was lowered. The request is
  /// still in flight.
  bool answered(HostPace& host, const HostAnswer& answer, TimePoint started,
                TimePoint now) const;

  /// Pauses `host` until `until`, because it sent a Retry-After. A longer pause
  /// is never shortened.
  void pause(HostPace& host, TimePoint until);

  /// Sets the minimum delay between two request starts to `host`. A delay
  /// shorter than the current one is ignored.
  void slow(HostPace& host, Duration delay, TimePoint now) const;

  /// Returns true if a new value would be equivalent to `host`.
  bool forgettable(const HostPace& host, TimePoint now) const {
    return host.in_flight == 0 && host.own_delay == Duration(0) &&
           ready_at(host) <= now;
  }

 private:
  int host_concurrency_;
  bool adaptive_;
  Duration delay_;
  Pacer host_pacer_;
  Pacer run_pacer_;
  TimePoint run_mark_{};
};

}  // namespace gfetch::crawl
