#include "gfetch/fiber/detail/waiter.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/timeout.h"
#include "scheduler.h"

namespace gfetch::detail {

// A delivered exception is thrown here and not in suspend(): with fewer frames
// to unwind, and no destructors in them, a kill is twice as fast.
bool Waiter::wait() {
  const bool woken = suspend();
  throw_delivered();
  return woken;
}

// Returns false if the fiber was resumed though no wake() was called: by the
// delivery of an exception, or because the hub gave the wait up.
[[gnu::always_inline]] inline bool Waiter::suspend() {
  // A waiter that is already woken does not block.
  if (state_ < State::kWoken) {
    Scheduler& scheduler = Scheduler::current();
    fiber_ = &scheduler.prepare_to_block();
    state_ = State::kWaiting;
    scheduler.block(*fiber_, *this);
    // The callback is still scheduled if a kill or Timeout came first.
    if (state_ > State::kWoken) [[unlikely]]
      fiber_->callback.cancel();
  }
  if (state_ == State::kGone) [[unlikely]]
    return false;  // throw_delivered() throws
  return std::exchange(state_, State::kIdle) >= State::kWoken;
}

[[gnu::always_inline]] inline void Waiter::throw_delivered() {
  if (fiber_ != nullptr) Scheduler::throw_delivered(*fiber_);
  if (state_ == State::kGone) [[unlikely]]
    throw_object_gone(what_);
}

bool Waiter::wait_limited(const WaitLimit& limit) {
  if (state_ >= State::kWoken) return wait();
  if (limit.timeout() != nullptr) return wait_until(*limit.timeout());
  return wait_for(*limit.time(), Priority::kTimeout);
}

bool Waiter::wait_until(Timeout& timeout) {
  if (!timeout.owned()) {
    throw std::logic_error("a Timeout limits only the fiber that made it");
  }
  if (timeout.expired()) {
    timeout.take_back();
    // Even an expired limit waits for one pass, so that other fibers can run.
    return wait_for(Duration::zero(), Priority::kTimeout);
  }
  expired_ = false;
  bool woken = false;
  {
    const LimitedWait limited(timeout, *this);
    woken = suspend();
  }
  throw_delivered();
  return woken && !expired_;
}

bool Waiter::wait_for(Duration time, Priority priority) {
  expired_ = false;
  bool woken = false;
  {
    Timer timer(
        [](void* self) noexcept { static_cast<Waiter*>(self)->expire(); }, this,
        priority);
    timer.start(time);
    woken = suspend();
  }
  throw_delivered();
  return woken && !expired_;
}

void Waiter::sleep(Duration time) {
  wait_for(time, Priority::kNormal);
}

void Waiter::wake() noexcept {
  if (state_ == State::kWaiting) {
    state_ = State::kWoken;
    Scheduler::find()->resume(*fiber_);
  } else if (state_ == State::kIdle) {
    state_ = State::kWoken;
  }
}

void Waiter::leave_wait(State state) noexcept {
  // Without a scheduler there is no fiber that could be resumed.
  if (state_ == State::kWaiting && Scheduler::find() != nullptr) {
    fiber_->callback.schedule();
  }
  state_ = state;
}

void throw_object_gone(const char* what) {
  throw std::logic_error("\"" + std::string(what) +
                         "\": the object was destroyed while a fiber waited "
                         "for it");
}

void Waiter::expire() noexcept {
  expired_ = true;
  wake();
}

void Waiter::leave_queue() noexcept {
  if (kind_ == Kind::kQueued) static_cast<QueuedWaiter*>(this)->unlink();
}

void end_waits(Home& home, List<QueuedWaiter>& waiters,
               void (*end)(QueuedWaiter&) noexcept) noexcept {
  if (!home.foreign()) {
    while (!waiters.empty()) end(waiters.pop_front());
    return;
  }
  try {
    // A waiter whose wait ends before leaves the list, in the home's thread.
    auto ending = std::make_unique<List<QueuedWaiter>>();
    ending->append(waiters);
    home.post([ending = std::move(ending), end] {
      while (!ending->empty()) end(ending->pop_front());
    });
  } catch (...) {
    report_from_destructor("the end of an object that fibers wait for");
  }
}

}  // namespace gfetch::detail
