#pragma once
/// The clock of a loop, real or virtual.

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/hub_options.h"

namespace gfetch::detail {

class LoopClock {
 public:
  explicit LoopClock(ClockKind kind) noexcept;

  bool is_virtual() const noexcept { return kind_ == ClockKind::kVirtual; }
  /// The current time of a real clock, or the last update of a virtual clock.
  TimePoint now() const noexcept;
  /// The time as it was at the last call of update() or advance_to().
  TimePoint last_update() const noexcept { return last_update_; }
  /// Sets last_update() to the current time of a real clock. Does nothing with
  /// a virtual clock.
  void update() noexcept;
  /// Advances a virtual clock to `time`. Does nothing if `time` is in the past.
  void advance_to(TimePoint time) noexcept;

 private:
  ClockKind kind_;
  TimePoint last_update_;
};

}  // namespace gfetch::detail
