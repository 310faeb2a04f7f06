#include "crawl/frontier/politeness.h"

#include <algorithm>

namespace gfetch::crawl {

Politeness::Politeness(const PolitenessOptions& options)
    : host_concurrency_(std::max(1, options.host_concurrency)),
      adaptive_(options.adaptive),
      delay_(options.delay),
      host_pacer_(options.host_rate),
      run_pacer_(options.rate) {}

TimePoint Politeness::ready_at(const HostPace& host) const {
  return std::max(
      {host.after_delay, host.paused_until, host_pacer_.ready_at(host.mark)});
}

void Politeness::started(HostPace& host, TimePoint now) {
  ++host.in_flight;
  host.after_delay = now + std::max(delay_, host.own_delay);
  host.mark = host_pacer_.after_start(host.mark, now);
  run_mark_ = run_pacer_.after_start(run_mark_, now);
}

bool Politeness::answered(HostPace& host, const HostAnswer& answer,
                          TimePoint started, TimePoint now) const {
  if (!adaptive_) return false;
  switch (answer.kind) {
    case HostAnswer::Kind::kServed:
      return host.limit.served(answer.ttfb, host.in_flight, host_concurrency_,
                               started, now);
    case HostAnswer::Kind::kTurnedAway:
    case HostAnswer::Kind::kSilent:
      return host.limit.overloaded(host.in_flight, host_concurrency_, started,
                                   now);
    case HostAnswer::Kind::kUnreached:
      return false;
  }
  return false;
}

void Politeness::slow(HostPace& host, Duration delay, TimePoint now) const {
  if (delay <= host.own_delay) return;
  host.own_delay = delay;
  host.after_delay = std::max(host.after_delay, now + delay);
}

void Politeness::pause(HostPace& host, TimePoint until) {
  host.paused_until = std::max(host.paused_until, until);
}

}  // namespace gfetch::crawl
