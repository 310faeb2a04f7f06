#include "loop/loop.h"

#include <algorithm>
#include <chrono>

#include "gfetch/fiber/detail/watcher.h"

namespace gfetch::detail {
namespace {

// A drain ends after this time, so that timers and descriptors are served. On a
// virtual clock, on which no time passes meanwhile, it ends after a number of
// callbacks.
constexpr Duration kDrainLimit = std::chrono::milliseconds(5);
constexpr unsigned kVirtualDrainLimit = 1'000'000;

std::unique_ptr<ScheduleShuffler> shuffler_for(const HubOptions& options) {
  if (!options.shuffle_seed && options.replay.empty()) return nullptr;
  return std::make_unique<ScheduleShuffler>(options.shuffle_seed.value_or(0),
                                            options.replay);
}

}  // namespace

Loop::Loop(const HubOptions& options)
    : state_(options.clock),
      run_inbox_(&Loop::run_inbox, this),
      shuffler_(shuffler_for(options)),
      inbox_(std::make_shared<Inbox>(state_.backend)) {}

Loop::~Loop() {
  inbox_->close();
}

const std::vector<std::uint32_t>& Loop::schedule_so_far() const noexcept {
  static const std::vector<std::uint32_t> none;
  return shuffler_ ? shuffler_->choices() : none;
}

bool Loop::pass() {
  drain();
  if (stopped_) return true;
  if (idle()) return false;
  poll();
  serve();
  return true;
}

bool Loop::idle() const noexcept {
  return state_.callbacks.empty() && state_.counting == 0 && *refs_ == 0 &&
         !state_.backend.woken_up();
}

// --- the drain phase of a pass -----------------------------------------------

Task& Loop::take_next() noexcept {
  Task& next =
      shuffler_ ? shuffler_->pick(state_.callbacks) : state_.callbacks.front();
  next.unlink();
  return next;
}

void Loop::drain() {
  const TimePoint began = state_.clock.last_update();
  drained_ = 0;
  draining_ = true;
  while (!state_.callbacks.empty() && !stopped_) {
    ++drained_;
    // Computed before the call, in which the callback may take() others and so
    // increase drained_.
    const bool check = drained_ % kDrainCheck == 0;
    take_next()();
    if (check && drained_enough(began)) break;
  }
  draining_ = false;
}

bool Loop::drained_enough(TimePoint began) noexcept {
  if (!state_.clock.is_virtual()) {
    return state_.clock.now() - began > kDrainLimit;
  }
  // On a virtual clock the limit advances the time, so that timers become due.
  if (drained_ < kVirtualDrainLimit) return false;
  state_.clock.advance_to(later(state_.clock.now(), kDrainLimit));
  return true;
}

void Loop::run_inbox(void* self) noexcept {
  auto& loop = *static_cast<Loop*>(self);
  if (loop.on_wake_up_ != nullptr) loop.on_wake_up_();
  for (auto& post : loop.inbox_->take()) post();
}

// --- the poll phase of a pass ------------------------------------------------

void Loop::poll() {
  state_.backend.apply_changes();
  state_.clock.is_virtual() ? poll_virtual() : poll_real();
  // The inbox runs once, however many threads have posted functions.
  if (state_.backend.take_wake_up()) {
    run_inbox_.unlink();
    state_.callbacks.push_back(run_inbox_);
  }
  collect_due_timers();
}

void Loop::poll_real() {
  // Work is left: descriptors are polled without waiting, so that they are not
  // starved by callbacks.
  if (!state_.callbacks.empty() || !state_.due.empty()) {
    state_.backend.poll(Duration::zero());
    state_.clock.update();
  } else {
    const TimePoint began = state_.clock.now();
    wait_for_event(began);
    state_.clock.update();
    idle_time_ += state_.clock.last_update() - began;
  }
}

void Loop::wait_for_event(TimePoint now) {
  if (state_.timers.empty()) return state_.backend.poll(EvBackend::kForEver);
  // If the process was stopped and continued (SIGSTOP), the signal ends the
  // poll after the deadline and before it has checked the descriptors. A second
  // poll reports input that has arrived, so that it is read before timeouts
  // expire.
  constexpr Duration kLate = std::chrono::milliseconds(100);
  const TimePoint deadline = state_.timers.top().deadline;
  state_.backend.poll(deadline - now);
  if (state_.due.empty() && state_.clock.now() - deadline > kLate) {
    state_.backend.poll(Duration::zero());
  }
}

void Loop::poll_virtual() {
  const TimePoint began = state_.clock.now();
  poll_or_advance();
  idle_time_ += state_.clock.now() - began;
}

void Loop::poll_or_advance() {
  // Descriptors and other threads do not use the virtual clock: they are polled
  // before the clock advances.
  if (state_.active_io > 0 || *refs_ > 0) {
    state_.backend.poll(Duration::zero());
  }
  // Time advances only if nothing can happen at the present time.
  if (!state_.callbacks.empty() || !state_.due.empty() ||
      state_.backend.woken_up()) {
    return;
  }
  if (state_.timers.empty()) {
    state_.backend.poll(EvBackend::kForEver);
  } else if (state_.counting_io > 0 || *refs_ > 0) {
    poll_as_real();
  } else {
    state_.clock.advance_to(state_.timers.top().deadline);
  }
}

// Waits for the first deadline or a real event, whichever is first in real
// time, and advances the virtual clock by the time waited.
void Loop::poll_as_real() {
  const TimePoint deadline = state_.timers.top().deadline;
  const TimePoint began = std::chrono::steady_clock::now();
  state_.backend.poll(deadline - state_.clock.now());
  const Duration waited = std::chrono::steady_clock::now() - began;
  state_.clock.advance_to(
      std::min(later(state_.clock.now(), waited), deadline));
}

// Moves all timers that are due from the heap to the list of due tasks. A timer
// that a task of this pass starts without a delay fires in the next pass.
void Loop::collect_due_timers() {
  const TimePoint now = state_.clock.last_update();
  while (!state_.timers.empty() && state_.timers.top().deadline <= now) {
    Timer::become_due(state_.timers.top());
  }
}

// --- the serve phase of a pass -----------------------------------------------

void Loop::serve() {
  for (auto& list : state_.due.lists) {
    while (!list.empty() && !stopped_) list.pop_front()();
  }
}

}  // namespace gfetch::detail
