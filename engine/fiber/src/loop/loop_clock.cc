#include "loop/loop_clock.h"

#include <algorithm>
#include <chrono>

namespace gfetch::detail {

TimePoint later(TimePoint from, Duration delay) noexcept {
  if (delay <= Duration::zero()) return from;
  const Duration to_the_end = TimePoint::max() - from;
  return delay < to_the_end ? from + delay : TimePoint::max();
}

LoopClock::LoopClock(ClockKind kind) noexcept : kind_(kind) {
  update();
}

TimePoint LoopClock::now() const noexcept {
  return is_virtual() ? last_update_ : std::chrono::steady_clock::now();
}

void LoopClock::update() noexcept {
  last_update_ = now();
}

void LoopClock::advance_to(TimePoint time) noexcept {
  last_update_ = std::max(last_update_, time);
}

}  // namespace gfetch::detail
