#pragma once
/// The engine's time: monotonic, in nanoseconds, never the wall clock's.

#include <chrono>
#include <optional>

namespace gfetch {

/// A length of time. Literals of std::chrono (`5s`, `250ms`) convert to it.
using Duration = std::chrono::nanoseconds;

/// A moment on a hub's clock. A hub with a real clock reads CLOCK_MONOTONIC;
/// one with a virtual clock starts at the epoch and moves only when every
/// fiber sleeps.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// A length of time, or no limit at all.
using TimeLimit = std::optional<Duration>;

/// `duration` in seconds, as the records print it.
constexpr double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace gfetch
