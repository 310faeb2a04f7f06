#pragma once
/// When may this host be asked, and by how many at a time? Concurrency, delay
/// and rates, as a pure decision: the time is passed in, nothing waits here.
/// The frontier waits.
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

/// How a host took a request.
struct HostAnswer {
  enum class Kind {
    kServed,
    kTurnedAway,  ///< 429 or 503: too much at a time
    kSilent,      ///< a time ran out
    kUnreached,   ///< no answer, for another reason
  };

  Kind kind = Kind::kServed;
  Duration ttfb{0};  ///< of kServed

  bool came() const {
    return kind == Kind::kServed || kind == Kind::kTurnedAway;
  }
};

/// What politeness remembers of one host. A fresh one was never asked.
struct HostPace {
  int in_flight = 0;
  AdaptiveLimit limit;
  Duration own_delay{0};     ///< that it asked for between two starts
  TimePoint after_delay{};   ///< the delay since the last start is over
  TimePoint mark{};          ///< of the host rate's Pacer
  TimePoint paused_until{};  ///< the host asked for this rest
};

class Politeness {
 public:
  explicit Politeness(const PolitenessOptions& options = {});

  /// The host has as many requests in flight as it may.
  bool full(const HostPace& host) const {
    return host.in_flight >= limit(host);
  }

  /// As many requests may be in flight to the host.
  int limit(const HostPace& host) const {
    return adaptive_ ? host.limit.now(host_concurrency_) : host_concurrency_;
  }

  /// The moment from which a request to `host` may start, as far as the host
  /// is concerned, once it is not full.
  TimePoint ready_at(const HostPace& host) const;

  /// The same for the whole run and any host.
  TimePoint ready_at() const { return run_pacer_.ready_at(run_mark_); }

  /// A request to `host` starts now: it is in flight until finished().
  void started(HostPace& host, TimePoint now);

  void finished(HostPace& host) { --host.in_flight; }

  /// `answer` came to a request that started at `started` and is in flight. The
  /// host's limit is fitted to it. True: it was lowered.
  bool answered(HostPace& host, const HostAnswer& answer, TimePoint started,
                TimePoint now) const;

  /// No request to `host` starts before `until`: it sent a Retry-After. An
  /// earlier pause never shortens a later one.
  void pause(HostPace& host, TimePoint until);

  /// `delay` at the least lies between two request starts to `host` from now
  /// on. A shorter one than before changes nothing.
  void slow(HostPace& host, Duration delay, TimePoint now) const;

  /// Nothing is lost when `host` is replaced by a fresh one.
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
