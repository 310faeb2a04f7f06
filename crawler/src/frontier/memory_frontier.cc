#include "gfetch/crawler/memory_frontier.h"

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_map>

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

/// A visit in move().
struct Mover : Linked<Mover> {
  explicit Mover(Node& moving) : node(moving) {}
  Event woken;
  Node& node;
};

}  // namespace detail

namespace {

// Hosts without anything to do that are remembered, for when they come up
// again: their connections may still be warm.
constexpr std::size_t kIdleHosts = 4096;

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
    Node& node = nodes_.make(std::move(candidate));
    Host& home = host(node.candidate.url.hostname_for_connect());
    home.push_back(node);
    queued(node, home);
    return !closed_;
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

  void move(Node& node, std::string_view name) {
    const TimePoint at = now();
    turns_.end(node, at);
    Host& target = host(name);
    if (target.moving.empty() && turns_.may_start(target, at)) {
      turns_.start(target, node, at);
      dispatch(at);
      return;
    }
    Mover mover(node);
    const Leave leave{*this, mover, target};
    target.moving.push_back(mover);
    ++movers_;
    turns_.place(target, at);
    dispatch(at);
    mover.woken.wait();
  }

  void answered(Node& node, bool answered) {
    turns_.set_answered(node, answered, time_for(*node.at));
  }

  void pause(Node& node, TimePoint until) {
    turns_.pause(*node.at, until, now());
  }

  std::optional<Candidate> take_rest() {
    for (auto each = hosts_.begin(); each != hosts_.end();
         each = hosts_.begin()) {
      Host& host = each->second;
      if (Node* node = host.pop_front()) {
        Candidate candidate = std::move(node->candidate);
        dequeued(candidate);
        nodes_.drop(*node);
        return candidate;
      }
      host.unlink();
      hosts_.erase(each);
    }
    return std::nullopt;
  }

  FrontierStatus status(std::size_t rows) const {
    FrontierStatus status;
    status.queued = queued_;
    status.leased = leased_;
    status.hosts = hosts_.size();
    std::vector<const Host*> busy;
    for (const auto& [name, host] : hosts_) {
      if (host.queued > 0) busy.push_back(&host);
    }
    rows = std::min(rows, busy.size());
    std::partial_sort(busy.begin(), busy.begin() + static_cast<long>(rows),
                      busy.end(), [](const Host* one, const Host* other) {
                        return one->queued > other->queued;
                      });
    for (std::size_t i = 0; i < rows; ++i) {
      const Duration wait = turns_.ready_at(*busy[i]) - now();
      status.largest.push_back({std::string(busy[i]->name), busy[i]->queued,
                                busy[i]->pace.in_flight,
                                std::max(wait, Duration(0))});
    }
    return status;
  }

 private:
  using Host = detail::Host;
  using IdleWorker = detail::IdleWorker;
  using Mover = detail::Mover;

  struct GiveBack {
    Core& core;
    IdleWorker& worker;
    ~GiveBack() {
      worker.unlink();
      if (worker.given != nullptr) core.release(*worker.given, false);
    }
  };

  struct Leave {
    Core& core;
    Mover& mover;
    Host& target;
    ~Leave() {
      --core.movers_;
      if (!mover.linked()) return;
      mover.unlink();
      core.turns_.place(target, now());
    }
  };

  bool full() const {
    return queued_ >= options_.max_candidates ||
           queued_bytes_ >= options_.max_bytes;
  }

  // Whoever waits for room is woken when there is some for a while, not for
  // each single candidate.
  bool roomy() const {
    return queued_ <= options_.max_candidates / 8 * 7 &&
           queued_bytes_ <= options_.max_bytes / 8 * 7;
  }

  bool at_end() const {
    return closed_ || (seeds_finished_ && queued_ == 0 && leased_ == 0);
  }

  Host& host(std::string_view name) {
    const auto found = hosts_.find(name);
    if (found != hosts_.end()) return found->second;
    const auto [added, is_new] = hosts_.try_emplace(std::string(name));
    added->second.name = added->first;
    return added->second;
  }

  void queued(Node& node, Host& home) {
    ++queued_;
    queued_bytes_ += detail::bytes_of(node.candidate);
    turns_.place(home, time_for(home));
    if (!idle_workers_.empty() && !turns_.full(home)) dispatch(now());
  }

  void dequeued(const Candidate& candidate) {
    --queued_;
    queued_bytes_ -= detail::bytes_of(candidate);
    if (!room_.is_set() && roomy()) room_.set();
  }

  void end(Node& node, bool finished) {
    Host& home = *node.home;
    --leased_;
    --home.leased;
    if (node.at != nullptr) turns_.end(node, time_for(*node.at));
    if (!finished) {
      home.push_front(node);
      queued(node, home);
      return;
    }
    const TimePoint at = time_for(home);
    turns_.place(home, at);
    nodes_.drop(node);
    forget_hosts(at);
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
    turns_.advance(at);
    Host* host = turns_.next_lease(at, among);
    if (host == nullptr) return nullptr;
    Node& node = *host->pop_front();
    dequeued(node.candidate);
    ++leased_;
    ++host->leased;
    node.since = at;
    turns_.start(*host, node, at);
    return &node;
  }

  // Lets everybody go on who may.
  void dispatch(TimePoint at) {
    if (idle_workers_.empty() && movers_ == 0) return;
    turns_.advance(at);
    while (Host* host = turns_.next_move(at)) {
      Mover& mover = host->moving.pop_front();
      turns_.start(*host, mover.node, at);
      mover.woken.set();
    }
    while (!idle_workers_.empty() && !closed_) {
      Node* node = take_next(at, workers());
      if (node == nullptr) break;
      IdleWorker& worker = idle_workers_.pop_front();
      worker.given = node;
      worker.woken.set();
    }
    arm(at);
  }

  // Sees to it that dispatch() is called when time alone lets somebody go on.
  void arm(TimePoint at) {
    const std::optional<TimePoint> time =
        turns_.next_time(at, idle_workers_.empty() ? 0 : workers());
    if (!time) return;
    if (alarm_at_ && *alarm_at_ <= *time) return;
    alarm_off();
    alarm_at_ = time;
    alarm_ = spawn_later(*time - at, [this] {
      alarm_at_.reset();
      dispatch(now());
    });
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

  MemoryFrontierOptions options_;
  detail::Turns turns_;
  detail::NodePool nodes_;
  std::unordered_map<std::string, Host, NameHash, std::equal_to<>> hosts_;
  detail::LinkList<IdleWorker> idle_workers_;
  std::size_t movers_ = 0;
  Event room_;
  AnyFiber alarm_;
  std::optional<TimePoint> alarm_at_;
  TimePoint read_at_{};  ///< a reading of the clock, not the last one

  std::size_t queued_ = 0;
  std::size_t queued_bytes_ = 0;
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

void MemoryFrontier::move(Leased& leased, std::string_view host) {
  core_->move(static_cast<Node&>(leased), host);
}

void MemoryFrontier::answered(Leased& leased, bool answered) {
  core_->answered(static_cast<Node&>(leased), answered);
}

void MemoryFrontier::pause_host(Leased& leased, TimePoint until) {
  core_->pause(static_cast<Node&>(leased), until);
}

}  // namespace gfetch
