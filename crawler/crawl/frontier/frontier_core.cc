#include "crawl/frontier/frontier_core.h"

#include <algorithm>
#include <utility>

#include "gfetch/fiber/hub.h"

namespace gfetch::crawl {
namespace {

// Hosts without anything to do that are remembered, for when they come up
// again: their connections may still be warm.
constexpr std::size_t kIdleHosts = 4096;

TimePoint now() {
  return Hub::current().now();
}

Node& take_first(Host& host) {
  return host.going.empty() ? host.queue.pop_front() : host.going.pop_front();
}

// The `rows` hosts with the longest queues, the longest first.
std::vector<const Host*> longest_queues(const HostTable& hosts,
                                        std::size_t rows) {
  std::vector<const Host*> busy;
  for (const auto& [name, host] : hosts) {
    if (host.queued() > 0) busy.push_back(&host);
  }
  rows = std::min(rows, busy.size());
  std::partial_sort(busy.begin(), busy.begin() + static_cast<long>(rows),
                    busy.end(), [](const Host* one, const Host* other) {
                      return one->queued() > other->queued();
                    });
  busy.resize(rows);
  return busy;
}

}  // namespace

/// A worker in next().
struct FrontierCore::IdleWorker : Linked<IdleWorker> {
  Event woken;
  Node* given = nullptr;
};

/// Leaving by a kill, a worker gives back what it was given.
struct FrontierCore::GiveBack {
  FrontierCore& core;
  IdleWorker& worker;
  ~GiveBack() {
    worker.unlink();
    if (worker.given != nullptr) core.release(*worker.given, false);
  }
};

FrontierCore::FrontierCore(const MemoryFrontierOptions& options)
    : turns_(options.politeness),
      store_(options.max_candidates, options.max_bytes),
      host_concurrency_(options.politeness.host_concurrency) {}

bool FrontierCore::offer(Candidate&& candidate) {
  while (store_.full() && !closed_) store_.wait_for_room();
  take_in(std::move(candidate));
  return !closed_;
}

bool FrontierCore::discover(std::string_view key, Candidate&& candidate) {
  if (!meet(key)) return false;
  take_in(std::move(candidate));
  return true;
}

void FrontierCore::take_in(Candidate&& candidate) {
  Node& node = store_.hold(std::move(candidate));
  Host& home = home_of(node);
  home.queue.push_back(node);
  queued(home);
}

void FrontierCore::seeds_finished() {
  seeds_finished_ = true;
  wake_all_at_end();
}

void FrontierCore::close() {
  closed_ = true;
  store_.open();
  wake_all_at_end();
}

Host& FrontierCore::home_of(Node& node) {
  node.home = &hosts_.called(node.candidate.url.hostname_for_connect());
  return *node.home;
}

void FrontierCore::queued(Host& home) {
  ++queued_;
  turns_.place(home, time_for(home));
  if (!idle_workers_.empty() && !turns_.full(home)) dispatch(now());
}

Node* FrontierCore::next(Node* done, bool finished) {
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

Node* FrontierCore::take_next(TimePoint at, std::size_t among) {
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

// Candidates of a crawl that lie deeper wait for it from now on.
void FrontierCore::leads(Node& node, Host& host) {
  if (!leads_on(node.candidate.purpose)) return;
  node.leads_at = &host;
  host.level = node.candidate.depth;
  ++host.leading;
}

void FrontierCore::leads_no_more(Node& node) {
  if (node.leads_at == nullptr) return;
  Host& host = std::exchange(node.leads_at, nullptr)->resolved();
  --host.leading;
  turns_.place(host, time_for(host));
}

void FrontierCore::release(Node& node, bool finished) {
  end(node, finished);
  wake_others(now());
}

void FrontierCore::end(Node& node, bool finished) {
  --leased_;
  if (node.at != nullptr) turns_.end(node, time_for(*node.at));
  if (node.waits) return lay_aside(node);
  Host& home = node.home->resolved();
  --home.leased;
  leads_no_more(node);
  if (!finished) return begin_anew(node);
  const TimePoint at = time_for(home);
  turns_.place(home, at);
  store_.drop(node);
  forget_hosts(at);
}

// A visit under way, until it may go on.
void FrontierCore::lay_aside(Node& node) {
  if (node.wakes_at > now()) {
    ++queued_;
    return asleep_.add(node);
  }
  Host& home = node.home->resolved();
  --home.leased;
  home.going.push_back(node);
  queued(home);
}

void FrontierCore::wake_sleeper() {
  Node& node = asleep_.wake_first();
  Host& home = node.home->resolved();
  --home.leased;
  home.going.push_back(node);
  turns_.place(home, time_for(home));
}

// What a visit has come to is lost when it ends before its end.
void FrontierCore::begin_anew(Node& node) {
  node.so_far.reset();
  Host& left = node.home->resolved();
  Host& home = home_of(node);
  if (&left != &home) turns_.place(left, time_for(left));
  home.queue.push_front(node);
  queued(home);
}

void FrontierCore::forget_hosts(TimePoint at) {
  while (turns_.idle() > kIdleHosts) {
    const Host* host = turns_.forget_one(at);
    if (host == nullptr) return;
    hosts_.forget(*host);
  }
}

bool FrontierCore::move(Node& node, std::string_view name, TimePoint time) {
  const TimePoint at = now();
  turns_.end(node, at);
  Host& target = hosts_.called(name);
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

void FrontierCore::answered(Node& node, const HostAnswer& answer) {
  const bool calm = answer.kind == HostAnswer::Kind::kUnreached;
  const TimePoint at = calm ? time_for(*node.at) : now();
  if (!turns_.answered(node, answer, at)) return;
  eased_.note(node.at->name, turns_.limit(*node.at));
}

void FrontierCore::pause(Node& node, TimePoint until) {
  turns_.pause(*node.at, until, now());
}

void FrontierCore::slow(Node& node, Duration delay) {
  turns_.slow(*node.at, delay, now());
}

bool FrontierCore::settle(Node& node, std::string_view address) {
  Host& here = *node.at;
  if (!here.address.empty()) return true;
  Host& there = hosts_.found_at(address, here);
  if (&there == &here) return true;
  turns_.merge(here, there, now());
  return move(node, there.name, {});
}

// Brings to their lines those whose time has come.
void FrontierCore::advance(TimePoint at) {
  while (!asleep_.empty() && asleep_.first_wakes_at() <= at) wake_sleeper();
  turns_.advance(at);
}

// Lets everybody go on who may.
void FrontierCore::dispatch(TimePoint at) {
  while (!idle_workers_.empty() && !closed_) {
    Node* node = take_next(at, workers());
    if (node == nullptr) return arm(at);
    IdleWorker& worker = idle_workers_.pop_front();
    worker.given = node;
    worker.woken.set();
  }
}

// Sees to it that dispatch() is called when time alone lets somebody go on.
void FrontierCore::arm(TimePoint at) {
  const std::optional<TimePoint> time = next_time(at);
  if (time) alarm_.set(*time, at, [this] { dispatch(now()); });
}

std::optional<TimePoint> FrontierCore::next_time(TimePoint at) const {
  std::optional<TimePoint> time = turns_.next_time(at, workers());
  if (asleep_.empty()) return time;
  const TimePoint wakes_at = asleep_.first_wakes_at();
  return time ? std::min(*time, wakes_at) : wakes_at;
}

void FrontierCore::wake_others(TimePoint at) {
  dispatch(at);
  wake_all_at_end();
}

void FrontierCore::wake_all_at_end() {
  if (!at_end()) return;
  while (!idle_workers_.empty()) idle_workers_.pop_front().woken.set();
}

// The time as far as it matters to `host`. The clock is read only where the
// last reading leaves open whether the host's time has come: most hosts may
// be asked at any time, and a reading takes its 25 ns.
TimePoint FrontierCore::time_for(const Host& host) {
  if (turns_.ready_at(host) > read_at_) read_at_ = now();
  return read_at_;
}

std::optional<Candidate> FrontierCore::take_rest() {
  while (!asleep_.empty()) wake_sleeper();
  while (Host* const host = hosts_.any()) {
    if (host->queued() > 0) return take_out(*host);
    host->unlink();
    hosts_.forget(*host);
  }
  return std::nullopt;
}

Candidate FrontierCore::take_out(Host& host) {
  Node& node = take_first(host);
  --queued_;
  Candidate candidate = node.candidate;
  store_.drop(node);
  return candidate;
}

FrontierStatus FrontierCore::status(std::size_t rows) const {
  FrontierStatus status;
  status.queued = queued_;
  status.waiting = asleep_.size();
  status.leased = leased_;
  status.hosts = hosts_.size();
  for (const auto& [name, host] : hosts_) status.waiting += host.going.size();
  for (const Host* const host : longest_queues(hosts_, rows)) {
    const Duration wait = turns_.ready_at(*host) - now();
    status.largest.push_back({std::string(host->name), host->queued(),
                              host->pace.in_flight, turns_.limit(*host),
                              std::max(wait, Duration(0))});
  }
  return status;
}

std::vector<EasedHost> FrontierCore::eased() const {
  return eased_.list([this](std::string_view name) {
    const Host* const host = hosts_.find(name);
    return host != nullptr ? turns_.limit(*host) : host_concurrency_;
  });
}

}  // namespace gfetch::crawl
