#include "gfetch/fiber/detail/watcher.h"

#include "loop/loop_state.h"

namespace gfetch::detail {

void Callback::schedule() noexcept {
  if (scheduled()) return;
  LoopState* loop = LoopState::find();
  if (loop != nullptr) loop->callbacks.push_back(*this);
}

void Callback::schedule_next() noexcept {
  cancel();
  LoopState* loop = LoopState::find();
  if (loop != nullptr) loop->callbacks.push_front(*this);
}

void Timer::start(Duration delay) {
  stop();
  loop_ = &LoopState::current();
  loop_->timers.push(*this, later(loop_->clock.now(), delay));
  loop_->counting += counts_ ? 1 : 0;
}

void Timer::stop() noexcept {
  if (in_heap()) leave_heap();
  unlink();
}

void Timer::leave_heap() noexcept {
  loop_->timers.remove(*this);
  loop_->counting -= counts_ ? 1 : 0;
}

void Timer::become_due(TimerNode& node) noexcept {
  auto& timer = static_cast<Timer&>(node);
  timer.leave_heap();
  timer.loop_->due.list_for(timer.priority_, DueTasks::kTimers)
      .push_back(timer);
}

}  // namespace gfetch::detail
