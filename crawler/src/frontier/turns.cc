#include "turns.h"

#include <algorithm>

namespace gfetch::detail {

void Host::push_back(Node& node) {
  node.home = this;
  node.next = nullptr;
  (last == nullptr ? first : last->next) = &node;
  last = &node;
  ++queued;
}

void Host::push_front(Node& node) {
  node.home = this;
  node.next = first;
  first = &node;
  if (last == nullptr) last = &node;
  ++queued;
}

Node* Host::pop_front() {
  Node* node = first;
  if (node == nullptr) return nullptr;
  first = node->next;
  if (first == nullptr) last = nullptr;
  node->next = nullptr;
  --queued;
  return node;
}

void Turns::place(Host& host, TimePoint now) {
  count(host);
  if (host.first == nullptr && host.moving.empty()) {
    const bool idle = host.pace.in_flight == 0 && host.leased == 0;
    return idle ? join(host, idle_) : host.unlink();
  }
  if (politeness_.full(host.pace)) return host.unlink();
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
  if (!host.moving.empty()) return moves_;
  if (host.warm_connections > 0 && host.turns > 0) return warm_;
  Lines& lines = host.pace.in_flight == 0 ? fresh_ : busy_;
  return lines[host.answered ? 1 : 0];
}

void Turns::advance(TimePoint now) {
  while (!later_.empty() && later_.top().at <= now) {
    Host& host = *later_.top().host;
    later_.pop();
    host.later = false;
    place(host, now);
  }
}

Host* Turns::next_move(TimePoint now) const {
  if (moves_.empty() || politeness_.ready_at() > now) return nullptr;
  return &moves_.front();
}

Host* Turns::next_lease(TimePoint now, std::size_t workers) const {
  if (politeness_.ready_at() > now) return nullptr;
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
  const std::size_t share = std::max<std::size_t>(1, workers * 3 / 4);
  return unanswered_ < share || answering_queued_ == 0;
}

std::optional<TimePoint> Turns::next_time(TimePoint now,
                                          std::size_t workers) const {
  std::optional<TimePoint> time;
  const bool lease_held_up =
      workers > 0 && (!warm_.empty() || first_of(fresh_, workers) != nullptr ||
                      first_of(busy_, workers) != nullptr);
  const bool held_up = !moves_.empty() || lease_held_up;
  if (held_up && politeness_.ready_at() > now) time = politeness_.ready_at();
  if (later_.empty()) return time;
  const TimePoint later = std::max(later_.top().at, politeness_.ready_at());
  return time ? std::min(*time, later) : later;
}

bool Turns::may_start(const Host& host, TimePoint now) const {
  return !politeness_.full(host.pace) && politeness_.ready_at() <= now &&
         politeness_.ready_at(host.pace) <= now;
}

void Turns::start(Host& host, Node& node, TimePoint now) {
  node.at = &host;
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

void Turns::set_answered(Node& node, bool answered, TimePoint now) {
  Host& host = *node.at;
  if (answered) uncount_unanswered(node);
  if (host.answered == answered) return;
  host.answered = answered;
  if (!answered) host.warm_connections = 0;
  place(host, now);
}

void Turns::pause(Host& host, TimePoint until, TimePoint now) {
  politeness_.pause(host.pace, until);
  place(host, now);
}

Host* Turns::forget_one(TimePoint now) {
  Host& host = idle_.pop_front();
  if (!host.later && politeness_.forgettable(host.pace, now)) return &host;
  idle_.push_back(host);
  return nullptr;
}

void Turns::count(Host& host) {
  const bool counts = host.answered && host.first != nullptr;
  if (counts == host.counted) return;
  host.counted = counts;
  answering_queued_ += counts ? 1 : -1;
}

void Turns::uncount_unanswered(Node& node) {
  if (!node.unanswered) return;
  node.unanswered = false;
  --unanswered_;
}

}  // namespace gfetch::detail
