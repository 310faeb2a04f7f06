#include "crawl/frontier/frontier.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "crawl/frontier/alarm.h"
#include "crawl/frontier/capacity.h"
#include "crawl/frontier/delayed_entries.h"
#include "crawl/frontier/entry.h"
#include "crawl/frontier/frontier_store.h"
#include "crawl/frontier/host_scheduler.h"
#include "crawl/frontier/host_table.h"
#include "crawl/frontier/link_list.h"
#include "crawl/frontier/memory_store.h"
#include "crawl/frontier/object_pool.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/hub.h"

// From the lease of an entry to its end:
//
//   next() ─ end_lease(done) ─ lease_next() ─┬─ an entry ──► the worker has it
//                                            └─ none: the worker is idle
//
//   Every change that may let an idle worker continue ends in dispatch(), which
//   leases entries to idle workers until no host is next, and then sets the
//   alarm for the time at which a host will be next.
//
// Invariants, whenever no function of the frontier runs:
// - While a host is next, no worker is idle.
// - `queued_` counts the kQueued, the kResumable and the delayed kParked
//   entries; `leased_` counts the entries with a lease. The run has ended when
//   both are zero and the seeds have finished.
// - `held_` counts the entries that wait for a prerequisite. The prerequisite
//   itself is queued, leased or delayed, so the run cannot end before it.
// - An idle worker that was given an entry returns the entry if it is killed
//   before it runs: no entry is lost.

namespace gfetch::crawl {
namespace {

// The maximum number of idle hosts in memory. They are kept because their
// connections may still be warm when new URLs arrive. 4,096 hosts use about a
// megabyte.
constexpr std::size_t kIdleHosts = 4096;

// The number of a host's candidates that are taken from the store at a time.
// With 16, the cost of the store per visit is already negligible, so a larger
// batch would gain little. A smaller batch keeps memory small with a hundred
// thousand hosts.
constexpr std::size_t kBatch = 16;

TimePoint now() {
  return Hub::current().now();
}

// Returns the `rows` hosts with the longest queues, longest first.
std::vector<const HostQueue*> longest_queues(const HostTable& hosts,
                                             std::size_t rows) {
  std::vector<const HostQueue*> busy;
  for (const auto& [name, host] : hosts) {
    if (host.queued() > 0) busy.push_back(&host);
  }
  rows = std::min(rows, busy.size());
  std::partial_sort(busy.begin(), busy.begin() + static_cast<long>(rows),
                    busy.end(), [](const HostQueue* one, const HostQueue* two) {
                      return one->queued() > two->queued();
                    });
  busy.resize(rows);
  return busy;
}

}  // namespace

/// A worker that waits in Frontier::next().
struct Frontier::IdleWorker : Linked<IdleWorker> {
  Event woken;
  Entry* given = nullptr;
};

/// Returns the given entry to the frontier when an idle worker is killed.
struct Frontier::GiveBack {
  Frontier& frontier;
  IdleWorker& worker;
  ~GiveBack() {
    worker.unlink();
    if (worker.given != nullptr) frontier.release(*worker.given, false);
  }
};

struct Frontier::Parts {
  Parts(const FrontierOptions& options, std::unique_ptr<FrontierStore> kept_in)
      : store(std::move(kept_in)),
        scheduler(options.politeness),
        hosts(scheduler.schedule()),
        capacity(options.max_candidates, options.max_bytes) {}

  std::unique_ptr<FrontierStore> store;
  HostScheduler scheduler;
  HostTable hosts;
  DelayedEntries delayed;
  ObjectPool<Entry> entries;
  /// The unfinished prerequisites by URL.
  std::unordered_map<std::string, Entry*> prerequisites;
  Capacity capacity;
  std::vector<StoredCandidate> batch;  // empty except during refill()
  LinkList<IdleWorker> idle_workers;
  Alarm alarm;
};

Frontier::Frontier(const FrontierOptions& options)
    : Frontier(options, std::make_unique<MemoryStore>()) {}

Frontier::Frontier(const FrontierOptions& options,
                   std::unique_ptr<FrontierStore> store)
    : parts_(std::make_unique<Parts>(options, std::move(store))),
      host_concurrency_(options.politeness.host_concurrency) {}

Frontier::~Frontier() = default;

bool Frontier::at_end() const {
  return closed_ || (seeds_finished_ && queued_ == 0 && leased_ == 0);
}

// Returns the number of workers that have a lease or wait for one.
std::size_t Frontier::workers() const {
  return leased_ + parts_->idle_workers.size();
}

// Functions that add candidates and links.

bool Frontier::offer(Candidate&& candidate) {
  // Only the seed reader waits for capacity. A worker that waited here would
  // wait for itself.
  while (parts_->capacity.full() && !closed_) parts_->capacity.wait();
  HostQueue& home = home_of(candidate);
  const int depth = candidate.depth;
  parts_->capacity.use(bytes_of(candidate));
  parts_->store->add(home.name(), std::move(candidate));
  announce(home, depth);
  return !closed_;
}

bool Frontier::add_link(std::string_view key, Candidate&& candidate) {
  HostQueue& home = home_of(candidate);
  const int depth = candidate.depth;
  const std::size_t bytes = bytes_of(candidate);
  // A link never waits for capacity: its worker must not block, and the link
  // must not be lost. It uses none up either: the seeds would wait for all
  // links of the crawl.
  if (!parts_->store->add_unless_seen(key, home.name(), std::move(candidate))) {
    return false;
  }
  link_bytes_ += bytes;
  announce(home, depth);
  return true;
}

bool Frontier::seen(std::string_view key) const {
  return parts_->store->seen(key);
}

bool Frontier::mark_seen(std::string_view key) {
  return parts_->store->mark_seen(key);
}

HostQueue& Frontier::home_of(const Candidate& candidate) {
  return parts_->hosts.get(candidate.url.hostname_for_connect());
}

void Frontier::announce(HostQueue& home, int depth) {
  home.announce(depth, time_for(home));
  queued(home);
}

// Takes the next candidates of `host` from the store, as long as it has
// candidates that come before the queued entries.
void Frontier::refill(HostQueue& host) {
  std::vector<StoredCandidate>& batch = parts_->batch;
  while (host.wants_entries()) {
    parts_->store->take(host.name(), kBatch, batch);
    for (StoredCandidate& stored : batch) {
      Entry& entry = parts_->entries.take();
      entry.candidate = std::move(stored.candidate);
      entry.stored_id = stored.id;
      host.add(entry, time_for(host));
    }
    batch.clear();
  }
}

void Frontier::queued(const HostQueue& home) {
  ++queued_;
  // A new entry matters only to an idle worker, and only if its host has a free
  // slot. The test saves a clock reading per URL.
  if (!parts_->idle_workers.empty() && !home.full()) dispatch(now());
}

void Frontier::seeds_finished() {
  seeds_finished_ = true;
  wake_all_at_end();
}

void Frontier::close() {
  closed_ = true;
  parts_->capacity.close();
  wake_all_at_end();
}

// Functions that begin and end leases.

std::optional<Lease> Frontier::next(std::optional<Lease> done) {
  if (done) {
    Entry* const entry = std::exchange(done->entry_, nullptr);
    if (entry != nullptr) end_lease(*entry, done->finished_);
  }
  Entry* const entry = next_entry();
  if (entry == nullptr) return std::nullopt;
  return std::optional<Lease>(std::in_place, *this, *entry);
}

Entry* Frontier::next_entry() {
  const TimePoint at = now();
  // The calling worker is served before idle workers: the slot that it gave up
  // is free, and its caches are warm.
  Entry* const entry = at_end() ? nullptr : lease_next(at, workers() + 1);
  wake_others(at);
  if (entry != nullptr || at_end()) return entry;
  IdleWorker worker;
  const GiveBack give_back{*this, worker};
  parts_->idle_workers.push_back(worker);
  set_alarm(at);
  worker.woken.wait();
  return std::exchange(worker.given, nullptr);
}

Entry* Frontier::lease_next(TimePoint now, std::size_t workers) {
  advance(now);
  HostQueue* const host = parts_->scheduler.next(now, workers);
  if (host == nullptr) return nullptr;
  refill(*host);
  --queued_;
  ++leased_;
  return &host->lease(now);
}

bool Frontier::reschedule(Entry& entry, std::string_view host, TimePoint time) {
  const TimePoint at = now();
  entry.slot->free_slot(entry, at);
  HostQueue& target = parts_->hosts.get(host);
  const bool at_once =
      time <= at && parts_->scheduler.may_start(target, at, workers());
  if (at_once) {
    target.start(entry, at);
  } else {
    // The entry's home becomes the new host, so that the host is not forgotten
    // while the entry waits.
    entry.not_before = time;
    target.park(entry, at);
  }
  dispatch(at);
  return at_once;
}

bool Frontier::set_address(Entry& entry, std::string_view address) {
  HostQueue& here = *entry.slot;
  // A host's address is set only once: all later visits are at the right host.
  if (!here.address().empty()) return true;
  HostQueue& there = parts_->hosts.set_address(here, address);
  if (&there == &here) return true;
  // Two names with one address are one host to politeness, so their queues are
  // merged, and the visit needs a slot of the merged host.
  parts_->store->merge(here.name(), there.name());
  here.merge(there, now());
  return reschedule(entry, there.name(), {});
}

// Holds the visit of `entry` for `prerequisite`. The first such visit hands its
// slot to the prerequisite, which costs one request of politeness; the other
// visits free their slots.
Entry* Frontier::hold_for(Entry& entry, Candidate&& prerequisite) {
  const TimePoint at = now();
  HostQueue& here = *entry.slot;
  Entry*& known = parts_->prerequisites[prerequisite.url.href()];
  if (known != nullptr) {
    // Another visit already fetches the prerequisite.
    here.free_slot(entry, at);
    here.resolved().park(entry, at);
    entry.held_for = known;
    dispatch(at);
    return nullptr;
  }
  known = &parts_->entries.take();
  known->candidate = std::move(prerequisite);
  here.hand_over(entry, *known, at);
  here.resolved().park(entry, at);
  hold(entry, *known);
  return known;
}

// Adds `entry`, whose lease has ended, to the entries that wait for
// `prerequisite`.
void Frontier::hold(Entry& entry, Entry& prerequisite) {
  ++held_;
  prerequisite.held.push_back(entry);
}

void Frontier::resume_held(Entry& prerequisite) {
  while (!prerequisite.held.empty()) {
    --held_;
    ++queued_;
    resume(prerequisite.held.pop_front());
  }
}

void Frontier::release(Entry& entry, bool finished) {
  end_lease(entry, finished);
  wake_others(now());
}

void Frontier::end_lease(Entry& entry, bool finished) {
  --leased_;
  if (entry.slot != nullptr) {
    entry.slot->free_slot(entry, time_for(*entry.slot));
  }
  // A parked visit is not finished: it waits for its time.
  if (entry.state() == EntryState::kParked) return resume_later(entry);
  HostQueue& home = entry.home->resolved();
  const TimePoint at = time_for(home);
  home.leave(entry, at);
  if (finished) {
    // A prerequisite was never in the store, so only other entries are marked
    // as done there.
    if (!entry.candidate.is_prerequisite()) {
      parts_->store->done(entry.stored_id);
    }
    drop(entry);
    return forget_hosts(at);
  }
  // The visit restarts from its first URL: its saved state is discarded.
  entry.saved_visit.reset();
  HostQueue& first = home_of(entry.candidate);
  first.put_back(entry, time_for(first));
  queued(first);
}

void Frontier::resume_later(Entry& entry) {
  // A held entry waits for its prerequisite instead of for a time.
  if (Entry* const prerequisite = std::exchange(entry.held_for, nullptr)) {
    return hold(entry, *prerequisite);
  }
  if (entry.not_before > now()) {
    ++queued_;
    return parts_->delayed.add(entry);
  }
  resume(entry);
  queued(entry.home->resolved());
}

void Frontier::resume(Entry& entry) {
  HostQueue& home = entry.home->resolved();
  home.resume(entry, time_for(home));
}

void Frontier::drop(Entry& entry) {
  if (entry.candidate.is_prerequisite()) {
    // A finished prerequisite lets the visits that it held continue.
    resume_held(entry);
    parts_->prerequisites.erase(entry.candidate.url.href());
  } else if (entry.candidate.depth == 0) {
    parts_->capacity.give_back(bytes_of(entry.candidate));
  } else {
    link_bytes_ -= bytes_of(entry.candidate);
  }
  entry.become(EntryState::kUnused);
  entry.candidate = Candidate();
  entry.saved_visit.reset();
  entry.home = nullptr;
  parts_->entries.put(entry);
}

void Frontier::forget_hosts(TimePoint now) {
  while (parts_->scheduler.idle() > kIdleHosts) {
    const HostQueue* const host = parts_->scheduler.forget_one(now);
    // A host that cannot be forgotten yet ends the loop; the next call tries
    // again.
    if (host == nullptr) return;
    parts_->hosts.forget(*host);
  }
}

// Functions that wake workers.

// Resumes the delayed entries and the hosts whose time has come.
void Frontier::advance(TimePoint now) {
  DelayedEntries& delayed = parts_->delayed;
  while (!delayed.empty() && delayed.first_time() <= now) {
    resume(delayed.pop_first());
  }
  parts_->scheduler.advance(now);
}

// Leases entries to idle workers until no worker is idle or no host is next.
void Frontier::dispatch(TimePoint now) {
  while (!parts_->idle_workers.empty() && !closed_) {
    Entry* const entry = lease_next(now, workers());
    if (entry == nullptr) return set_alarm(now);
    IdleWorker& worker = parts_->idle_workers.pop_front();
    worker.given = entry;
    worker.woken.set();
  }
}

// Sets the alarm to call dispatch() at the time at which a host or a delayed
// entry becomes ready.
void Frontier::set_alarm(TimePoint now) {
  const std::optional<TimePoint> time = next_time(now);
  if (!time) return;
  parts_->alarm.set(*time, now, [this] { dispatch(crawl::now()); });
}

std::optional<TimePoint> Frontier::next_time(TimePoint now) const {
  const std::optional<TimePoint> time =
      parts_->scheduler.next_time(now, workers());
  if (parts_->delayed.empty()) return time;
  const TimePoint delayed = parts_->delayed.first_time();
  return time ? std::min(*time, delayed) : delayed;
}

void Frontier::wake_others(TimePoint now) {
  dispatch(now);
  wake_all_at_end();
}

void Frontier::wake_all_at_end() {
  if (!at_end()) return;
  LinkList<IdleWorker>& idle = parts_->idle_workers;
  while (!idle.empty()) idle.pop_front().woken.set();
}

// Returns the current time, as precisely as `host` requires. The clock is read
// only if the last reading is earlier than the time from which the host is
// ready: most hosts are ready at any time, and reading the clock takes 25 ns.
TimePoint Frontier::time_for(const HostQueue& host) {
  if (host.ready_at() > read_at_) read_at_ = now();
  return read_at_;
}

// Functions for the end of the run and for its status.

std::optional<Candidate> Frontier::drain() {
  // No visit is in flight any more, so prerequisites no longer matter.
  for (const auto& [url, prerequisite] : parts_->prerequisites) {
    resume_held(*prerequisite);
  }
  while (!parts_->delayed.empty()) resume(parts_->delayed.pop_first());
  while (HostQueue* const host = parts_->hosts.any()) {
    while (host->queued() > 0) {
      Candidate candidate = take_out(*host);
      if (!candidate.is_prerequisite()) return candidate;
    }
    host->unlink();
    parts_->hosts.forget(*host);
  }
  return std::nullopt;
}

Candidate Frontier::take_out(HostQueue& host) {
  refill(host);
  Entry& entry = host.take_out(time_for(host));
  --queued_;
  Candidate candidate = entry.candidate;
  drop(entry);
  return candidate;
}

FrontierStatus Frontier::status(std::size_t rows) const {
  FrontierStatus status;
  status.queued = queued_ + held_;
  status.waiting = parts_->delayed.size() + held_;
  status.leased = leased_;
  status.hosts = parts_->hosts.size();
  for (const auto& [name, host] : parts_->hosts) {
    status.waiting += host.resumable();
  }
  for (const HostQueue* const host : longest_queues(parts_->hosts, rows)) {
    const Duration wait = host->ready_at() - now();
    status.largest.push_back({std::string(host->name()), host->queued(),
                              host->in_flight(), host->limit(),
                              std::max(wait, Duration(0))});
  }
  return status;
}

std::vector<ThrottledHost> Frontier::throttled() const {
  return parts_->scheduler.throttled().list([this](std::string_view name) {
    const HostQueue* const host = parts_->hosts.find(name);
    return host != nullptr ? host->limit() : host_concurrency_;
  });
}

// The functions of the class Lease.

Lease::~Lease() {
  if (entry_ != nullptr) frontier_->release(*entry_, finished_);
}

const Candidate& Lease::candidate() const {
  return entry_->candidate;
}

TimePoint Lease::since() const {
  return entry_->since;
}

std::unique_ptr<SavedVisit>& Lease::saved_visit() {
  return entry_->saved_visit;
}

bool Lease::reschedule(std::string_view host, TimePoint time) {
  return frontier_->reschedule(*entry_, host, time);
}

void Lease::answered(const HostAnswer& answer) {
  entry_->slot->answered(*entry_, answer, now());
}

void Lease::pause_host(TimePoint until) {
  entry_->slot->pause(until, now());
}

void Lease::slow_host(Duration delay) {
  entry_->slot->slow(delay, now());
}

bool Lease::hold_for(Candidate&& prerequisite) {
  Entry* const own = frontier_->hold_for(*entry_, std::move(prerequisite));
  if (own == nullptr) return false;
  entry_ = own;
  return true;
}

bool Lease::address_looked_up() const {
  return entry_->slot->looked_up();
}

bool Lease::set_address(std::string_view address) {
  return frontier_->set_address(*entry_, address);
}

}  // namespace gfetch::crawl
