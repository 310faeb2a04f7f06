#pragma once
/// The time limit of a wait: the last argument of each function that blocks.
///
///   show(queue.get(200ms));
///   show(queue.get());    // for ever
///   show(queue.get(0s));  // one pass of the loop
///
///   gfetch::Timeout all(5s);  // one limit for several waits
///   while (auto letter = queue.get(all)) show(letter);
///
/// A wait whose limit expires returns false or nullopt, and throws nothing. The
/// compiler warns ([[nodiscard]]) where that result is ignored, and with it
/// whether an item, a permit or an event came.

#include <chrono>
#include <concepts>
#include <optional>

#include "gfetch/fiber/clock.h"

namespace gfetch {

class Timeout;

class WaitLimit {
 public:
  /// Constructs a limit that never expires.
  constexpr WaitLimit() noexcept = default;
  constexpr WaitLimit(std::nullopt_t) noexcept {}
  /// Constructs a limit that expires after `time`, a duration of any unit and
  /// type, as TimeLimit takes it; with zero or less, after one pass of the
  /// loop.
  template <class Rep, class Period>
  constexpr WaitLimit(std::chrono::duration<Rep, Period> time) noexcept
      : time_(time) {}
  /// Constructs the limit `time`, for example a TimeLimit.
  template <std::convertible_to<TimeSpan> Time>
  constexpr WaitLimit(const std::optional<Time>& time) noexcept : time_(time) {}
  /// Constructs a limit that expires together with `timeout`, which the waiting
  /// fiber must have constructed; if it has already expired, after one pass of
  /// the loop. The Timeout continues to run after the wait. If the Timeout has
  /// an exception of its own, the wait throws it. While the fiber unwinds or
  /// has a KillShield, the wait ends at the limit nevertheless, as with any
  /// other limit; an exception of the Timeout's own is then thrown later.
  WaitLimit(Timeout& timeout) noexcept : timeout_(&timeout) {}

  /// True if the limit never expires.
  constexpr bool unlimited() const noexcept { return !time_ && !timeout_; }
  constexpr const TimeLimit& time() const noexcept { return time_; }
  constexpr Timeout* timeout() const noexcept { return timeout_; }

 private:
  TimeLimit time_;
  Timeout* timeout_ = nullptr;
};

}  // namespace gfetch
