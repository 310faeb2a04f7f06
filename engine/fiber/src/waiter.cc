#include "gfetch/fiber/detail/waiter.h"

#include <stdexcept>

#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/timeout.h"
#include "scheduler.h"

namespace gfetch::detail {

// A delivered exception is thrown here and not in suspend(): with fewer frames
// to unwind, and no destructors in them, a kill is twice as fast.
void Waiter::wait() {
  suspend();
  throw_delivered();
}

[[gnu::always_inline]] inline void Waiter::suspend() {
  // A waiter that is already woken does not block.
  if (state_ != State::kWoken) {
    Scheduler& scheduler = Scheduler::current();
    fiber_ = &scheduler.prepare_to_block();
    state_ = State::kWaiting;
    scheduler.block(*fiber_, what_);
  }
  state_ = State::kIdle;
}

[[gnu::always_inline]] inline void Waiter::throw_delivered() {
  if (fiber_ != nullptr) Scheduler::throw_delivered(*fiber_);
}

bool Waiter::wait(const WaitLimit& limit) {
  if (state_ != State::kWoken) {
    if (limit.timeout() != nullptr) return wait_until(*limit.timeout());
    if (limit.time()) {
      return wait_for(*limit.time(), Priority::kTimeout);
    }
  }
  wait();
  return true;
}

bool Waiter::wait_until(Timeout& timeout) {
  if (!timeout.owned()) {
    throw std::logic_error("a Timeout limits only the fiber that made it");
  }
  // Even an expired limit waits for one pass, so that other fibers can run.
  if (timeout.expired()) return wait_for(Duration::zero(), Priority::kTimeout);
  try {
    wait();
    return true;
  } catch (const TimeoutExpired& expired) {
    if (!timeout.owns(expired)) throw;
    return false;
  }
}

bool Waiter::wait_for(Duration time, Priority priority) {
  expired_ = false;
  {
    Timer timer(&Waiter::expire, this, priority);
    timer.start(time);
    suspend();
  }
  throw_delivered();
  return !expired_;
}

void Waiter::sleep(Duration time) {
  wait_for(time, Priority::kNormal);
}

void Waiter::wake() noexcept {
  const bool waits = state_ == State::kWaiting;
  state_ = State::kWoken;
  if (waits) Scheduler::find()->resume(*fiber_);
}

void Waiter::expire(void* self) noexcept {
  auto& waiter = *static_cast<Waiter*>(self);
  waiter.expired_ = true;
  waiter.wake();
}

}  // namespace gfetch::detail
