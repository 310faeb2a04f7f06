#include "gfetch/engine/detail/waiter.h"

#include <stdexcept>

#include "gfetch/engine/detail/watcher.h"
#include "gfetch/engine/timeout.h"
#include "scheduler.h"

namespace gfetch::detail {

void Waiter::wait() {
  if (state_ != State::kWoken) {
    Scheduler& scheduler = Scheduler::current();
    struct Leave {
      State& state;
      ~Leave() {
        if (state == State::kWaiting) state = State::kIdle;
      }
    } leave{state_};
    fiber_ = scheduler.running();
    state_ = State::kWaiting;
    scheduler.block(what_);
  }
  state_ = State::kIdle;
}

bool Waiter::wait(const WaitLimit& limit) {
  if (state_ != State::kWoken) {
    if (limit.timeout() != nullptr) return wait_until(*limit.timeout());
    if (limit.time()) return wait_for(*limit.time());
  }
  wait();
  return true;
}

bool Waiter::wait_until(Timeout& timeout) {
  if (!timeout.is_of(current_core())) {
    throw std::logic_error("a Timeout limits only the fiber that made it");
  }
  if (timeout.expired()) return wait_for(Duration::zero());
  try {
    wait();
    return true;
  } catch (const TimeoutExpired& expired) {
    if (!timeout.owns(expired)) throw;
    return false;
  }
}

bool Waiter::wait_for(Duration time) {
  Timer timer(&Waiter::expire, this, Priority::kTimeout);
  timer.start(time);
  expired_ = false;
  wait();
  return !expired_;
}

void Waiter::wake() noexcept {
  const bool waits = state_ == State::kWaiting;
  state_ = State::kWoken;
  if (waits) fiber_->scheduler_->resume(*fiber_);
}

void Waiter::expire(void* self) noexcept {
  auto& waiter = *static_cast<Waiter*>(self);
  waiter.expired_ = true;
  waiter.wake();
}

}  // namespace gfetch::detail
