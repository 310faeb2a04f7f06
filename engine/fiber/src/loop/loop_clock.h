#pragma once
/// The clock of a loop, real or virtual.

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/hub_options.h"

namespace gfetch::detail {

/// `from` and `delay` added; the end of time when the sum is beyond it.
TimePoint later(TimePoint from, Duration delay) noexcept;

class LoopClock {
 public:
  explicit LoopClock(ClockKind kind) noexcept;

  bool is_virtual() const noexcept { return kind_ == ClockKind::kVirtual; }
  /// Reads a real clock; a virtual one stands still.
  TimePoint now() const noexcept;
  /// The time at which update() or advance_to() was last called.
  TimePoint last_update() const noexcept { return last_update_; }
  /// Reads a real clock, for last_update().
  void update() noexcept;
  /// Moves a virtual clock forward to `time`; never back.
  void advance_to(TimePoint time) noexcept;

 private:
  ClockKind kind_;
  TimePoint last_update_;
};

}  // namespace gfetch::detail
