#include "crawl/frontier/host_scheduler.h"

#include <algorithm>
#include <utility>

namespace gfetch::crawl {

void Turns::place(Host& host, TimePoint now) {
  count_wanted(host, now);
  if (host.queued() == 0) {
    const bool idle = host.pace.in_flight == 0 && host.leased == 0 &&
                      host.leading == 0 && host.address.empty();
    return idle ? join(host, idle_) : host.unlink();
  }
  if (politeness_.full(host.pace) || host.awaits_links()) return host.unlink();
  const TimePoint ready_at = politeness_.ready_at(host.pace);
  if (ready_at <= now) return join(host, line_for(host));
  host.unlink();
  if (host.later) return;  // advance() looks again
  later_.push({ready_at, &host});
  host.later = true;
}

void Turns::join(Host& host, Line& line) {
  if (host.list() == &line) return;
  host.unlink();
  host.arrival = ++arrivals_;
  line.push_back(host);
}

Turns::Line& Turns::line_for(const Host& host) {
  const std::size_t answered = host.answered ? 1 : 0;
  if (!host.going.empty()) return going_[answered];
  if (host.warm_connections > 0 && host.turns > 0) return warm_;
  return (host.pace.in_flight == 0 ? fresh_ : busy_)[answered];
}

void Turns::advance(TimePoint now) {
  while (!later_.empty() && later_.top().at <= now) {
    Host& host = *later_.top().host;
    later_.pop();
    host.later = false;
    place(host, now);
  }
}

Host* Turns::next_lease(TimePoint now, std::size_t workers) const {
  return politeness_.ready_at() > now ? nullptr : first_of_all(workers);
}

Host* Turns::first_of_all(std::size_t workers) const {
  if (Host* host = first_of(going_, workers)) return host;
  if (!warm_.empty()) return &warm_.front();
  if (Host* host = first_of(fresh_, workers)) return host;
  return first_of(busy_, workers);
}

Host* Turns::first_of(const Lines& lines, std::size_t workers) const {
  const auto& [unanswered, answered] = lines;
  const bool both = !unanswered.empty() && unanswered_allowed(workers);
  if (answered.empty()) return both ? &unanswered.front() : nullptr;
  if (!both) return &answered.front();
  return std::min(&unanswered.front(), &answered.front(),
                  [](const Host* one, const Host* other) {
                    return one->arrival < other->arrival;
                  });
}

bool Turns::unanswered_allowed(std::size_t workers) const {
  constexpr std::size_t kShare = 10;
  const std::size_t share = std::max<std::size_t>(1, workers / kShare);
  return unanswered_ < std::max(share, workers - std::min(workers, wanted_));
}

std::optional<TimePoint> Turns::next_time(TimePoint now,
                                          std::size_t workers) const {
  std::optional<TimePoint> time;
  if (politeness_.ready_at() > now && first_of_all(workers) != nullptr) {
    time = politeness_.ready_at();
  }
  if (later_.empty()) return time;
  const TimePoint later = std::max(later_.top().at, politeness_.ready_at());
  return time ? std::min(*time, later) : later;
}

bool Turns::may_start(const Host& host, TimePoint now,
                      std::size_t workers) const {
  return host.going.empty() && !politeness_.full(host.pace) &&
         politeness_.ready_at() <= now &&
         politeness_.ready_at(host.pace) <= now &&
         (host.answered || unanswered_allowed(workers));
}

void Turns::start(Host& host, Node& node, TimePoint now) {
  node.at = &host;
  node.started = now;
  politeness_.started(host.pace, now);
  if (host.warm_connections > 0 && host.turns > 0) {
    --host.turns;
  } else {
    host.turns = kTurns;
  }
  if (host.warm_connections > 0) --host.warm_connections;
  if (!host.answered) {
    node.unanswered = true;
    ++unanswered_;
  }
  host.unlink();  // to the end of its line
  place(host, now);
}

void Turns::end(Node& node, TimePoint now) {
  Host& host = *node.at;
  node.at = nullptr;
  uncount_unanswered(node);
  politeness_.finished(host.pace);
  if (host.answered) ++host.warm_connections;
  place(host, now);
}

bool Turns::answered(Node& node, const HostAnswer& answer, TimePoint now) {
  Host& host = *node.at;
  // A host that never answered is dead, not overloaded.
  const bool alive = host.answered || answer.came();
  const bool lowered =
      politeness_.answered(host.pace, answer, node.started, now);
  set_answered(node, answer.came());
  place(host, now);
  return lowered && alive;
}

void Turns::set_answered(Node& node, bool answered) {
  Host& host = *node.at;
  if (answered) uncount_unanswered(node);
  host.answered = answered;
  if (!answered) host.warm_connections = 0;
}

void Turns::pause(Host& host, TimePoint until, TimePoint now) {
  politeness_.pause(host.pace, until);
  place(host, now);
}

void Turns::slow(Host& host, Duration delay, TimePoint now) {
  politeness_.slow(host.pace, delay, now);
  place(host, now);
}

void Turns::merge(Host& host, Host& into, TimePoint now) {
  while (!host.going.empty()) into.going.push_back(host.going.pop_front());
  while (!host.queue.empty()) into.queue.push_back(host.queue.pop_front());
  into.leased += std::exchange(host.leased, 0);
  into.leading += std::exchange(host.leading, 0);
  into.level = std::max(into.level, host.level);
  politeness_.slow(into.pace, host.pace.own_delay, now);
  host.same_as = &into;
  place(host, now);
  place(into, now);
}

Host* Turns::forget_one(TimePoint now) {
  Host& host = idle_.pop_front();
  if (!host.later && politeness_.forgettable(host.pace, now)) return &host;
  idle_.push_back(host);
  return nullptr;
}

void Turns::count_wanted(Host& host, TimePoint now) {
  const std::size_t wanted = workers_wanted(host, now);
  wanted_ += wanted - host.wanted;
  host.wanted = wanted;
}

std::size_t Turns::workers_wanted(const Host& host, TimePoint now) const {
  if (!host.answered || host.queued() == 0) return 0;
  const auto busy = static_cast<std::size_t>(host.pace.in_flight);
  const bool one_by_one = politeness_.ready_at(host.pace) > now;
  const std::size_t more = one_by_one ? 1 : host.queued();
  return std::min(busy + more, static_cast<std::size_t>(limit(host)));
}

void Turns::uncount_unanswered(Node& node) {
  if (!node.unanswered) return;
  node.unanswered = false;
  --unanswered_;
}

}  // namespace gfetch::crawl
