#include "crawl/frontier/host_queue.h"

#include <algorithm>
#include <utility>

namespace gfetch::crawl {
namespace {

// The number of leases that a host gets for its warm connections before the
// other hosts are next. The number is large, because requests on warm
// connections are cheap, and finite, so that no host starves.
constexpr int kWarmLeases = 64;

}  // namespace

HostQueue::HostQueue(Schedule& schedule) : schedule_(schedule) {
  join(schedule_.idle);
}

void HostQueue::announce(int depth, TimePoint now) {
  stored_.add(depth);
  place(now);
}

// Returns true if the next entry is in the store. This can be so even while the
// queue has entries: a candidate that was stored later may be closer to the
// seeds.
bool HostQueue::wants_entries() const {
  if (!resumable_.empty() || stored_.empty()) return false;
  return queue_.empty() || stored_.depth() < queue_.depth();
}

void HostQueue::add(Entry& entry, TimePoint now) {
  entry.become(EntryState::kQueued);
  stored_.remove(entry.candidate.depth);
  entry.home = this;
  queue_.push_back(entry);
  place(now);
}

void HostQueue::resume(Entry& entry, TimePoint now) {
  entry.become(EntryState::kResumable);
  --leased_;
  resumable_.push_back(entry);
  place(now);
}

void HostQueue::put_back(Entry& entry, TimePoint now) {
  entry.become(EntryState::kQueued);
  entry.home = this;
  // Other visits wait for a prerequisite, so it goes before them.
  if (entry.candidate.is_prerequisite()) {
    resumable_.push_front(entry);
  } else {
    queue_.push_front(entry);
  }
  place(now);
}

// The slot was used for no request, so the pace of the host is unchanged.
void HostQueue::hand_over(Entry& entry, Entry& prerequisite, TimePoint now) {
  prerequisite.become(EntryState::kQueued);
  prerequisite.become(EntryState::kLeased);
  HostQueue& home = resolved();
  prerequisite.home = &home;
  prerequisite.since = now;
  prerequisite.started = entry.started;
  prerequisite.unanswered = std::exchange(entry.unanswered, false);
  prerequisite.slot = std::exchange(entry.slot, nullptr);
  ++home.leased_;
  home.place(now);
}

Entry& HostQueue::lease(TimePoint now) {
  Entry& entry = pop_first();
  ++leased_;
  // A new visit begins. A resumed visit keeps its start and its level.
  if (entry.state() == EntryState::kQueued) {
    entry.since = now;
    open_level(entry);
  }
  entry.become(EntryState::kLeased);
  start(entry, now);
  return entry;
}

Entry& HostQueue::take_out(TimePoint now) {
  Entry& entry = pop_first();
  place(now);
  return entry;
}

Entry& HostQueue::pop_first() {
  return resumable_.empty() ? queue_.pop_front() : resumable_.pop_front();
}

void HostQueue::park(Entry& entry, TimePoint now) {
  entry.become(EntryState::kParked);
  // The visit now waits for this host, which may differ from its home so far.
  HostQueue& left = std::exchange(entry.home, this)->resolved();
  --left.leased_;
  ++leased_;
  left.place(now);
  place(now);
}

void HostQueue::leave(Entry& entry, TimePoint now) {
  --leased_;
  // An entry that no host waits for can bring no more links.
  if (entry.expanding_at == nullptr) return place(now);
  HostQueue& expanding_at = entry.expanding_at->resolved();
  expanding_at.finish_expanding(entry, now);
  if (&expanding_at != this) place(now);
}

// Makes deeper entries wait for the links of `entry`: those links might be
// closer to the seeds, and each page must be visited at its true depth.
void HostQueue::open_level(Entry& entry) {
  if (!is_expanding(entry.candidate.purpose)) return;
  entry.expanding_at = this;
  open_depth_ = entry.candidate.depth;
  ++expanding_;
}

void HostQueue::finish_expanding(Entry& entry, TimePoint now) {
  entry.expanding_at = nullptr;
  --expanding_;
  place(now);
}

void HostQueue::merge(HostQueue& into, TimePoint now) {
  while (!resumable_.empty()) into.resumable_.push_back(resumable_.pop_front());
  while (!queue_.empty()) into.queue_.push_back(queue_.pop_front());
  into.stored_.take_all(stored_);
  into.leased_ += std::exchange(leased_, 0);
  into.expanding_ += std::exchange(expanding_, 0);
  into.open_depth_ = std::max(into.open_depth_, open_depth_);
  // Both names belong to one machine, so the longer delay applies.
  schedule_.politeness.slow(into.pace_, pace_.own_delay, now);
  merged_into_ = &into;
  place(now);
  into.place(now);
}

HostQueue& HostQueue::resolved() {
  HostQueue* host = this;
  while (host->merged_into_ != nullptr) host = host->merged_into_;
  return *host;
}

void HostQueue::start(Entry& entry, TimePoint now) {
  entry.slot = this;
  entry.started = now;
  schedule_.politeness.started(pace_, now);
  // A request on a warm connection uses up one warm lease. Before any other
  // request the host has waited behind other hosts, so it gets new warm leases.
  if (warm_connections_ > 0 && warm_leases_ > 0) {
    --warm_leases_;
  } else {
    warm_leases_ = kWarmLeases;
  }
  if (warm_connections_ > 0) --warm_connections_;
  // A host without responses may block a worker until a timeout, so its slot is
  // counted against the share of such hosts.
  if (!answers_) {
    entry.unanswered = true;
    ++schedule_.unanswered;
  }
  unlink();  // so that the host joins the end of its line again
  place(now);
}

void HostQueue::free_slot(Entry& entry, TimePoint now) {
  entry.slot = nullptr;
  count_answered(entry);
  schedule_.politeness.finished(pace_);
  // The finished request leaves its connection open, if the host responds.
  if (answers_) ++warm_connections_;
  place(now);
}

void HostQueue::answered(Entry& entry, const HostAnswer& answer,
                         TimePoint now) {
  // A host that never responded is unreachable, not overloaded, so it is not
  // listed as throttled.
  const bool alive = answers_ || answer.came();
  const bool lowered =
      schedule_.politeness.answered(pace_, answer, entry.started, now);
  if (answer.came()) count_answered(entry);
  set_answers(answer.came());
  if (lowered && alive) schedule_.throttled.note(name_, limit());
  place(now);
}

// Records whether the last request got a response. A host without a response
// has broken its connections or will do so.
void HostQueue::set_answers(bool answers) {
  answers_ = answers;
  if (!answers) warm_connections_ = 0;
}

void HostQueue::count_answered(Entry& entry) {
  if (!std::exchange(entry.unanswered, false)) return;
  --schedule_.unanswered;
}

void HostQueue::pause(TimePoint until, TimePoint now) {
  schedule_.politeness.pause(pace_, until);
  place(now);
}

void HostQueue::slow(Duration delay, TimePoint now) {
  schedule_.politeness.slow(pace_, delay, now);
  place(now);
}

void HostQueue::wake(TimePoint now) {
  in_later_ = false;
  place(now);
}

// Puts the host into the line of its state. Every function that changes the
// host ends here.
void HostQueue::place(TimePoint now) {
  count_workers(now);
  if (queued() == 0) return idle() ? join(schedule_.idle) : unlink();
  // The end of a request or of an expanding entry calls this function again, so
  // the host needs no line until then.
  if (full() || awaits_links()) return unlink();
  if (ready_at() > now) return wait_until(ready_at());
  join(line());
}

void HostQueue::join(Schedule::Line& line) {
  if (list() == &line) return;  // the host keeps its position in the line
  unlink();
  arrival_ = ++schedule_.arrivals;
  line.push_back(*this);
}

// Waits until `time`, before which politeness allows no request. One entry in
// `later` is enough: at the earliest time the host is placed again.
void HostQueue::wait_until(TimePoint time) {
  unlink();
  if (std::exchange(in_later_, true)) return;
  schedule_.later.push({time, this});
}

Schedule::Line& HostQueue::line() {
  const std::size_t answers = answers_ ? 1 : 0;
  // A visit that has begun holds memory, and its record is awaited.
  if (!resumable_.empty()) return schedule_.resumable[answers];
  // A host with a warm connection goes first, because the connection saves a
  // handshake.
  if (warm_connections_ > 0 && warm_leases_ > 0) return schedule_.warm;
  // A host without requests in flight spreads the load better than a second
  // connection to a busy host.
  return pace_.in_flight == 0 ? schedule_.fresh[answers]
                              : schedule_.busy[answers];
}

// Returns true if the host has no work. An idle host may be forgotten, but a
// host with an address may not: other names were merged into it.
bool HostQueue::idle() const {
  return pace_.in_flight == 0 && leased_ == 0 && expanding_ == 0 &&
         address_.empty();
}

// Returns true while all queued entries are deeper than the entries whose links
// are still to come. A visit that has begun never waits for links.
bool HostQueue::awaits_links() const {
  return resumable_.empty() && expanding_ > 0 && queued() > 0 &&
         depth() > open_depth_;
}

// Returns the depth of the next candidate whose visit has not begun. There must
// be one.
int HostQueue::depth() const {
  if (stored_.empty()) return queue_.depth();
  if (queue_.empty()) return stored_.depth();
  return std::min(queue_.depth(), stored_.depth());
}

void HostQueue::count_workers(TimePoint now) {
  const std::size_t usable = usable_workers(now);
  schedule_.workers_used += usable - usable_workers_;
  usable_workers_ = usable;
}

// Returns the number of workers that this host could use now. A host whose next
// request must wait for a delay can use only one more worker, however long its
// queue is.
std::size_t HostQueue::usable_workers(TimePoint now) const {
  // Hosts without responses are limited to the workers that other hosts cannot
  // use, so their own demand does not count.
  if (!answers_ || queued() == 0) return 0;
  const auto busy = static_cast<std::size_t>(pace_.in_flight);
  const std::size_t more = ready_at() > now ? 1 : queued();
  return std::min(busy + more, static_cast<std::size_t>(limit()));
}

}  // namespace gfetch::crawl
