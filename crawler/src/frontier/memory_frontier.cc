#include "gfetch/crawler/memory_frontier.h"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <string>
#include <unordered_map>

#include "gfetch/crawler/seen_key.h"
#include "gfetch/engine/event.h"
#include "gfetch/engine/fiber.h"
#include "gfetch/engine/hub.h"
#include "turns.h"

namespace gfetch {

namespace detail {

/// A worker in next(). Leaving by a kill, it gives back what it was given.
struct IdleWorker : Linked<IdleWorker> {
  Event woken;
  Node* given = nullptr;
};

}  // namespace detail

namespace {

// Hosts without anything to do that are remembered, for when they come up
// again: their connections may still be warm.
constexpr std::size_t kIdleHosts = 4096;

// Hosts that were eased are told of in a summary: more than these are only
// counted nowhere.
constexpr std::size_t kEasedHosts = 256;

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const {
    return std::hash<std::string_view>()(name);
  }
};

using detail::Node;

TimePoint now() {
  return Hub::current().now();
}

}  // namespace

class MemoryFrontier::Core {
 public:
  explicit Core(const MemoryFrontierOptions& options)
      : options_(options), turns_(options.politeness) {}

  ~Core() { alarm_off(); }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  bool offer(Candidate&& candidate) {
    while (full() && !closed_) {
      room_.clear();
      room_.wait();
    }
    take_in(std::move(candidate));
    return !closed_;
  }

  bool discover(std::string_view key, Candidate&& candidate) {
    if (!meet(key)) return false;
    take_in(std::move(candidate));
    return true;
  }

  bool met(std::string_view key) const { return seen_.contains(key); }
  bool meet(std::string_view key) { return seen_.insert(key); }

  void take_in(Candidate&& candidate) {
    Node& node = nodes_.make(std::move(candidate));
    ++held_;
    held_bytes_ += detail::bytes_of(node.candidate);
    Host& home = home_of(node);
    home.queue.push_back(node);
    queued(home);
  }

  void seeds_finished() {
    seeds_finished_ = true;
    wake_all_at_end();
  }

  void close() {
    closed_ = true;
    room_.set();
    wake_all_at_end();
  }

  Node* next(Node* done, bool finished) {
    if (done != nullptr) end(*done, finished);
    const TimePoint at = now();
    Node* node = at_end() ? nullptr : take_next(at, workers() + 1);
    wake_others(at);
    if (node != nullptr || at_end()) return node;
    IdleWorker worker;
    const GiveBack give_back{*this, worker};
    idle_workers_.push_back(worker);
    arm(at);
    worker.woken.wait();
    return std::exchange(worker.given, nullptr);
  }

  void release(Node& node, bool finished) {
    end(node, finished);
    wake_others(now());
  }

  bool move(Node& node, std::string_view name, TimePoint time) {
    const TimePoint at = now();
    turns_.end(node, at);
    Host& target = host(name);
    const bool at_once = time <= at && turns_.may_start(target, at, workers());
    if (at_once) {
      turns_.start(target, node, at);
    } else {
      // From here on the target is its home: it is not forgotten meanwhile.
      Host& left = std::exchange(node.home, &target)->resolved();
      --left.leased;
      ++target.leased;
      turns_.place(left, at);
      turns_.place(target, at);
      node.waits = true;
      node.wakes_at = time;
    }
    dispatch(at);
    return at_once;
  }

  void answered(Node& node, const HostAnswer& answer) {
    const bool calm = answer.kind == HostAnswer::Kind::kUnreached;
    const TimePoint at = calm ? time_for(*node.at) : now();
    if (turns_.answered(node, answer, at)) note_eased(*node.at);
  }

  void pause(Node& node, TimePoint until) {
    turns_.pause(*node.at, until, now());
  }

  void slow(Node& node, Duration delay) { turns_.slow(*node.at, delay, now()); }

  bool settle(Node& node, std::string_view address) {
    Host& here = *node.at;
    if (!here.address.empty()) return true;
    here.address = address;
    Host& there = *addresses_.try_emplace(here.address, &here).first->second;
    if (&there == &here) return true;
    turns_.merge(here, there, now());
    return move(node, there.name, {});
  }

  std::optional<Candidate> take_rest() {
    while (!asleep_.empty()) wake_first();
    for (auto each = hosts_.begin(); each != hosts_.end();
         each = hosts_.begin()) {
      Host& host = each->second;
      if (host.queued() > 0) return take_out(host);
      host.unlink();
      hosts_.erase(each);
    }
    return std::nullopt;
  }

  FrontierStatus status(std::size_t rows) const {
    FrontierStatus status;
    status.queued = queued_;
    status.waiting = asleep_.size();
    status.leased = leased_;
    status.hosts = hosts_.size();
    std::vector<const Host*> busy;
    for (const auto& [name, host] : hosts_) {
      status.waiting += host.going.size();
      if (host.queued() > 0) busy.push_back(&host);
    }
    rows = std::min(rows, busy.size());
    std::partial_sort(busy.begin(), busy.begin() + static_cast<long>(rows),
                      busy.end(), [](const Host* one, const Host* other) {
                        return one->queued() > other->queued();
                      });
    for (std::size_t i = 0; i < rows; ++i) {
      const Duration wait = turns_.ready_at(*busy[i]) - now();
      status.largest.push_back({std::string(busy[i]->name), busy[i]->queued(),
                                busy[i]->pace.in_flight, turns_.limit(*busy[i]),
                                std::max(wait, Duration(0))});
    }
    return status;
  }

  std::vector<EasedHost> eased() const {
    std::vector<EasedHost> list;
    for (const auto& [name, entry] : eased_) {
      list.push_back(entry);
      const auto found = hosts_.find(name);
      list.back().limit = found != hosts_.end()
                              ? turns_.limit(found->second)
                              : options_.politeness.host_concurrency;
    }
    std::stable_sort(list.begin(), list.end(),
                     [](const EasedHost& one, const EasedHost& other) {
                       return one.times > other.times;
                     });
    return list;
  }

 private:
  using Host = detail::Host;
  using IdleWorker = detail::IdleWorker;

  struct GiveBack {
    Core& core;
    IdleWorker& worker;
    ~GiveBack() {
      worker.unlink();
      if (worker.given != nullptr) core.release(*worker.given, false);
    }
  };

  struct WakesLater {
    bool operator()(const Node* one, const Node* other) const {
      return one->wakes_at > other->wakes_at;
    }
  };

  bool full() const {
    return held_ >= options_.max_candidates ||
           held_bytes_ >= options_.max_bytes;
  }

  // Whoever waits for room is woken when there is some for a while, not for
  // each single candidate.
  bool roomy() const {
    return held_ <= options_.max_candidates / 8 * 7 &&
           held_bytes_ <= options_.max_bytes / 8 * 7;
  }

  bool at_end() const {
    return closed_ || (seeds_finished_ && queued_ == 0 && leased_ == 0);
  }

  Host& host(std::string_view name) {
    const auto found = hosts_.find(name);
    if (found != hosts_.end()) return found->second.resolved();
    const auto [added, is_new] = hosts_.try_emplace(std::string(name));
    added->second.name = added->first;
    return added->second;
  }

  Host& home_of(Node& node) {
    Host& home = host(node.candidate.url.hostname_for_connect());
    node.home = &home;
    return home;
  }

  void queued(Host& home) {
    ++queued_;
    turns_.place(home, time_for(home));
    if (!idle_workers_.empty() && !turns_.full(home)) dispatch(now());
  }

  void drop(Node& node) {
    --held_;
    held_bytes_ -= detail::bytes_of(node.candidate);
    nodes_.drop(node);
    if (!room_.is_set() && roomy()) room_.set();
  }

  Candidate take_out(Host& host) {
    Node& node = take_first(host);
    --queued_;
    Candidate candidate = node.candidate;
    drop(node);
    return candidate;
  }

  void end(Node& node, bool finished) {
    --leased_;
    if (node.at != nullptr) turns_.end(node, time_for(*node.at));
    if (node.waits) return wait(node);
    Host& home = node.home->resolved();
    --home.leased;
    leads_no_more(node);
    if (!finished) return begin_anew(node);
    const TimePoint at = time_for(home);
    turns_.place(home, at);
    drop(node);
    forget_hosts(at);
  }

  // Lays a visit under way aside.
  void wait(Node& node) {
    if (node.wakes_at > now()) {
      ++queued_;
      asleep_.push(&node);
      return;
    }
    Host& home = node.home->resolved();
    --home.leased;
    home.going.push_back(node);
    queued(home);
  }

  void wake_first() {
    Node& node = *asleep_.top();
    asleep_.pop();
    Host& home = node.home->resolved();
    --home.leased;
    home.going.push_back(node);
    turns_.place(home, time_for(home));
  }

  // Candidates of a crawl that lie deeper wait for it from now on.
  static void leads(Node& node, Host& host) {
    if (!leads_on(node.candidate.purpose)) return;
    node.leads_at = &host;
    host.level = node.candidate.depth;
    ++host.leading;
  }

  void leads_no_more(Node& node) {
    if (node.leads_at == nullptr) return;
    Host& host = std::exchange(node.leads_at, nullptr)->resolved();
    --host.leading;
    turns_.place(host, time_for(host));
  }

  // What a visit has come to is lost when it ends before its end.
  void begin_anew(Node& node) {
    node.so_far.reset();
    Host& left = node.home->resolved();
    Host& home = home_of(node);
    if (&left != &home) turns_.place(left, time_for(left));
    home.queue.push_front(node);
    queued(home);
  }

  void wake_others(TimePoint at) {
    dispatch(at);
    wake_all_at_end();
  }

  // The time as far as it matters to `host`. The clock is read only where the
  // last reading leaves open whether the host's time has come: most hosts may
  // be asked at any time, and a reading takes its 25 ns.
  TimePoint time_for(const Host& host) {
    if (turns_.ready_at(host) > read_at_) read_at_ = now();
    return read_at_;
  }

  // Those that hold a lease or wait for one.
  std::size_t workers() const { return leased_ + idle_workers_.size(); }

  Node* take_next(TimePoint at, std::size_t among) {
    advance(at);
    Host* host = turns_.next_lease(at, among);
    if (host == nullptr) return nullptr;
    Node& node = take_first(*host);
    --queued_;
    ++leased_;
    ++host->leased;
    if (!std::exchange(node.waits, false)) {
      node.since = at;
      leads(node, *host);
    }
    turns_.start(*host, node, at);
    return &node;
  }

  static Node& take_first(Host& host) {
    return host.going.empty() ? host.queue.pop_front() : host.going.pop_front();
  }

  void advance(TimePoint at) {
    while (!asleep_.empty() && asleep_.top()->wakes_at <= at) wake_first();
    turns_.advance(at);
  }

  // Lets everybody go on who may.
  void dispatch(TimePoint at) {
    while (!idle_workers_.empty() && !closed_) {
      Node* node = take_next(at, workers());
      if (node == nullptr) return arm(at);
      IdleWorker& worker = idle_workers_.pop_front();
      worker.given = node;
      worker.woken.set();
    }
  }

  // Sees to it that dispatch() is called when time alone lets somebody go on.
  void arm(TimePoint at) {
    const std::optional<TimePoint> time = next_time(at);
    if (!time) return;
    if (alarm_at_ && *alarm_at_ <= *time) return;
    alarm_off();
    alarm_at_ = time;
    alarm_ = spawn_later(*time - at, [this] {
      alarm_at_.reset();
      dispatch(now());
    });
  }

  std::optional<TimePoint> next_time(TimePoint at) const {
    std::optional<TimePoint> time = turns_.next_time(at, workers());
    if (asleep_.empty()) return time;
    const TimePoint wakes_at = asleep_.top()->wakes_at;
    return time ? std::min(*time, wakes_at) : wakes_at;
  }

  void alarm_off() {
    if (alarm_at_) alarm_.kill(KillMode::kLater);
    alarm_at_.reset();
  }

  void wake_all_at_end() {
    if (!at_end()) return;
    while (!idle_workers_.empty()) idle_workers_.pop_front().woken.set();
  }

  void forget_hosts(TimePoint at) {
    while (turns_.idle() > kIdleHosts) {
      const Host* host = turns_.forget_one(at);
      if (host == nullptr) return;
      hosts_.erase(hosts_.find(host->name));
    }
  }

  void note_eased(const Host& host) {
    auto found = eased_.find(host.name);
    if (found == eased_.end()) {
      if (eased_.size() == kEasedHosts) return;
      EasedHost entry{.host = std::string(host.name),
                      .lowest = turns_.limit(host)};
      found = eased_.emplace(entry.host, std::move(entry)).first;
    }
    EasedHost& entry = found->second;
    ++entry.times;
    entry.lowest = std::min(entry.lowest, turns_.limit(host));
  }

  MemoryFrontierOptions options_;
  detail::Turns turns_;
  detail::NodePool nodes_;
  std::unordered_map<std::string, Host, NameHash, std::equal_to<>> hosts_;
  std::priority_queue<Node*, std::vector<Node*>, WakesLater> asleep_;
  std::unordered_map<std::string, Host*> addresses_;
  SeenSet seen_;
  std::map<std::string, EasedHost, std::less<>> eased_;
  detail::LinkList<IdleWorker> idle_workers_;
  Event room_;
  AnyFiber alarm_;
  std::optional<TimePoint> alarm_at_;
  TimePoint read_at_{};  ///< a reading of the clock, not the last one

  std::size_t held_ = 0;  ///< candidates in all
  std::size_t held_bytes_ = 0;
  std::size_t queued_ = 0;  ///< of those held, not leased: asleep ones too
  std::size_t leased_ = 0;
  bool seeds_finished_ = false;
  bool closed_ = false;
};

MemoryFrontier::MemoryFrontier(const MemoryFrontierOptions& options)
    : core_(std::make_unique<Core>(options)) {}

MemoryFrontier::~MemoryFrontier() = default;

bool MemoryFrontier::offer(Candidate&& candidate) {
  return core_->offer(std::move(candidate));
}

bool MemoryFrontier::discover(std::string_view key, Candidate&& candidate) {
  return core_->discover(key, std::move(candidate));
}

bool MemoryFrontier::met(std::string_view key) const {
  return core_->met(key);
}

bool MemoryFrontier::meet(std::string_view key) {
  return core_->meet(key);
}

void MemoryFrontier::seeds_finished() {
  core_->seeds_finished();
}

std::optional<Lease> MemoryFrontier::next(std::optional<Lease> done) {
  bool finished = false;
  Leased* ended = done ? take_back(*done, finished) : nullptr;
  Node* node = core_->next(static_cast<Node*>(ended), finished);
  if (node == nullptr) return std::nullopt;
  return std::optional<Lease>(std::in_place, *this, *node);
}

void MemoryFrontier::close() {
  core_->close();
}

std::optional<Candidate> MemoryFrontier::take_rest() {
  return core_->take_rest();
}

FrontierStatus MemoryFrontier::status(std::size_t hosts) const {
  return core_->status(hosts);
}

void MemoryFrontier::release(Leased& leased, bool finished) noexcept {
  core_->release(static_cast<Node&>(leased), finished);
}

std::vector<EasedHost> MemoryFrontier::eased() const {
  return core_->eased();
}

bool MemoryFrontier::move(Leased& leased, std::string_view host,
                          TimePoint time) {
  return core_->move(static_cast<Node&>(leased), host, time);
}

void MemoryFrontier::answered(Leased& leased, const HostAnswer& answer) {
  core_->answered(static_cast<Node&>(leased), answer);
}

void MemoryFrontier::pause_host(Leased& leased, TimePoint until) {
  core_->pause(static_cast<Node&>(leased), until);
}

void MemoryFrontier::slow_host(Leased& leased, Duration delay) {
  core_->slow(static_cast<Node&>(leased), delay);
}

bool MemoryFrontier::settle(Leased& leased, std::string_view address) {
  return core_->settle(static_cast<Node&>(leased), address);
}

}  // namespace gfetch
