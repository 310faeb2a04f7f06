#include "gfetch/engine/detail/waiter.h"

#include "gfetch/engine/detail/watcher.h"
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

bool Waiter::wait(WaitLimit limit) {
  if (!limit || state_ == State::kWoken) {
    wait();
    return true;
  }
  Timer timer(&Waiter::expire, this, Priority::kTimeout);
  timer.start(*limit);
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
