#pragma once
/// Times and durations of the engine, in nanoseconds on a monotonic clock.

#include <chrono>
#include <optional>

namespace gfetch {

/// A length of time. Literals of std::chrono (`5s`, `250ms`) convert to a
/// Duration.
using Duration = std::chrono::nanoseconds;

/// A time on a hub's clock. A real clock reads CLOCK_MONOTONIC. A virtual clock
/// starts at the epoch and advances only when no fiber is ready to run; see
/// ClockKind.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// A length of time; nullopt means no limit.
using TimeLimit = std::optional<Duration>;

/// Converts a duration to seconds with a fraction.
constexpr double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace gfetch
