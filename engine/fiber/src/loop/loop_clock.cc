#include "loop/loop_clock.h"

#include <algorithm>
#include <chrono>

namespace gfetch::detail {

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
