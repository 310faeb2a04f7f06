#include "crawl/frontier/host_queue.h"

#include <algorithm>
#include <utility>

namespace gfetch::crawl {
namespace {

// Leases that a host has on its warm connections before it stands behind the
// others. Connections are cheap while they are warm, so the number is large;
// it is finite, so that no host starves.
constexpr int kWarmLeases = 64;

}  // namespace

HostQueue::HostQueue(Schedule& schedule) : schedule_(schedule) {
  join(schedule_.idle);
}

void HostQueue::announce(int depth, TimePoint now) {
  stored_.add(depth);
  place(now);
}

// Even while the queue has entries: one that came later may lie closer to the
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
  // Others are held for a prerequisite: it does not stand behind them.
  if (entry.candidate.is_prerequisite()) {
    resumable_.push_front(entry);
  } else {
    queue_.push_front(entry);
  }
  place(now);
}

// No request was made with the slot, so the pace of the host stays as it is.
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
  HostQueue& left = std::exchange(entry.home, this)->resolved();
  --left.leased_;
  ++leased_;
  left.place(now);
  place(now);
}

void HostQueue::leave(Entry& entry, TimePoint now) {
  --leased_;
  if (entry.expanding_at == nullptr) return place(now);
  HostQueue& expanding_at = entry.expanding_at->resolved();
  expanding_at.finish_expanding(entry, now);
  if (&expanding_at != this) place(now);
}

// From now on entries that lie deeper wait for the links of this one: they
// might lie closer to the seeds, and each page is to be visited at its true
// depth.
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
  // Both names are of one machine now: the longer delay holds.
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
  if (warm_connections_ > 0 && warm_leases_ > 0) {
    --warm_leases_;
  } else {
    warm_leases_ = kWarmLeases;
  }
  if (warm_connections_ > 0) --warm_connections_;
  if (!answers_) {
    entry.unanswered = true;
    ++schedule_.unanswered;
  }
  unlink();  // so that it joins the end of its line
  place(now);
}

void HostQueue::free_slot(Entry& entry, TimePoint now) {
  entry.slot = nullptr;
  count_answered(entry);
  schedule_.politeness.finished(pace_);
  if (answers_) ++warm_connections_;
  place(now);
}

void HostQueue::answered(Entry& entry, const HostAnswer& answer,
                         TimePoint now) {
  // A host that never answered is dead, not overloaded: it is not listed.
  const bool alive = answers_ || answer.came();
  const bool lowered =
      schedule_.politeness.answered(pace_, answer, entry.started, now);
  if (answer.came()) count_answered(entry);
  set_answers(answer.came());
  if (lowered && alive) schedule_.throttled.note(name_, limit());
  place(now);
}

// A host that gave no answer has broken its connections, or will.
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

// Files the host in the schedule. Every verb ends here.
void HostQueue::place(TimePoint now) {
  count_workers(now);
  if (queued() == 0) return idle() ? join(schedule_.idle) : unlink();
  // The end of one of its requests, or of an entry that is expanding, is a
  // verb, and files the host again.
  if (full() || awaits_links()) return unlink();
  if (ready_at() > now) return wait_until(ready_at());
  join(line());
}

void HostQueue::join(Schedule::Line& line) {
  if (list() == &line) return;  // it keeps its place in the line
  unlink();
  arrival_ = ++schedule_.arrivals;
  line.push_back(*this);
}

// Only time keeps the host from being asked. One time in `later` is enough: at
// the earliest of them the host is filed again.
void HostQueue::wait_until(TimePoint time) {
  unlink();
  if (std::exchange(in_later_, true)) return;
  schedule_.later.push({time, this});
}

Schedule::Line& HostQueue::line() {
  const std::size_t answers = answers_ ? 1 : 0;
  if (!resumable_.empty()) return schedule_.resumable[answers];
  if (warm_connections_ > 0 && warm_leases_ > 0) return schedule_.warm;
  return pace_.in_flight == 0 ? schedule_.fresh[answers]
                              : schedule_.busy[answers];
}

// An idle host may be forgotten. One with an address may not: it stands for
// other names.
bool HostQueue::idle() const {
  return pace_.in_flight == 0 && leased_ == 0 && expanding_ == 0 &&
         address_.empty();
}

// True while all that is queued lies deeper than entries whose links are still
// to come. A visit that goes on has begun already, and never waits.
bool HostQueue::awaits_links() const {
  return resumable_.empty() && expanding_ > 0 && queued() > 0 &&
         depth() > open_depth_;
}

// The depth of the next candidate whose visit has not begun. There must be one.
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

// The workers that this host could keep busy now. A host whose next request
// must wait for a delay uses one more at most, whatever its queue.
std::size_t HostQueue::usable_workers(TimePoint now) const {
  if (!answers_ || queued() == 0) return 0;
  const auto busy = static_cast<std::size_t>(pace_.in_flight);
  const std::size_t more = ready_at() > now ? 1 : queued();
  return std::min(busy + more, static_cast<std::size_t>(limit()));
}

}  // namespace gfetch::crawl
