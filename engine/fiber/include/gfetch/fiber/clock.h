#pragma once
/// Times and durations of the engine, in nanoseconds on a monotonic clock.

#include <chrono>
#include <concepts>
#include <optional>
#include <ratio>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/language.h"

namespace gfetch {

/// A length of time. Literals of std::chrono (`5s`, `250ms`) convert to a
/// Duration.
using Duration = std::chrono::nanoseconds;

/// A time on a hub's clock. A real clock reads CLOCK_MONOTONIC. A virtual clock
/// starts at the epoch and advances only when no fiber is ready to run; see
/// ClockKind.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;

namespace detail {

/// Returns the Duration that is nearest to `count` nanoseconds; zero if `count`
/// is not a number.
constexpr Duration nearest(long double count) noexcept {
  constexpr long double kMost = 9223372036854775808.0L;  // 2^63
  if (count >= kMost) return Duration::max();
  if (count <= -kMost) return Duration::min();
  if (count < 0) return Duration(static_cast<Duration::rep>(count - 0.5L));
  if (count >= 0) return Duration(static_cast<Duration::rep>(count + 0.5L));
  return Duration::zero();
}

/// Converts `time`, a duration of any unit and type, to the nearest Duration: a
/// longer one to Duration::max(), a shorter one to Duration::min(), and one
/// that is not a number to zero.
template <class Rep, class Period>
constexpr Duration saturated(std::chrono::duration<Rep, Period> time) noexcept {
  using Ticks = std::ratio_divide<Period, Duration::period>;
  if constexpr (std::is_integral_v<Rep> && Ticks::den == 1) {
    constexpr Duration::rep kEach = Ticks::num;
    if (std::cmp_greater(time.count(), Duration::max().count() / kEach)) {
      return Duration::max();
    }
    if (std::cmp_less(time.count(), Duration::min().count() / kEach)) {
      return Duration::min();
    }
    return Duration(static_cast<Duration::rep>(time.count()) * kEach);
  } else {
    using Exact = std::chrono::duration<long double, Duration::period>;
    return nearest(Exact(time).count());
  }
}

/// Converts a time on the clock of the hubs in the same way.
template <class Time>
constexpr TimePoint saturated(
    std::chrono::time_point<TimePoint::clock, Time> time) noexcept {
  return TimePoint(saturated(time.time_since_epoch()));
}

/// Returns the time `delay` after `from`, or the largest TimePoint if the sum
/// would overflow.
constexpr TimePoint later(TimePoint from, Duration delay) noexcept {
  if (delay <= Duration::zero()) return from;
  const Duration to_the_end = TimePoint::max() - from;
  return delay < to_the_end ? from + delay : TimePoint::max();
}

}  // namespace detail

/// A length of time as a parameter or an option. Every duration of std::chrono
/// converts to a TimeSpan: `5s`, `0.5s`, and one that a Duration cannot
/// represent (`hours::max()`) to the longest or the shortest.
class TimeSpan : public Duration {
 public:
  constexpr TimeSpan() noexcept : Duration(0) {}
  template <class Rep, class Period>
  constexpr TimeSpan(std::chrono::duration<Rep, Period> time) noexcept
      : Duration(detail::saturated(time)) {}
};

/// A length of time; nullopt means no limit. Every duration of std::chrono
/// converts to a TimeLimit as to a TimeSpan, and every optional of one.
class TimeLimit : public std::optional<Duration> {
 public:
  constexpr TimeLimit() noexcept = default;
  constexpr TimeLimit(std::nullopt_t) noexcept {}
  template <std::convertible_to<TimeSpan> Time>
  constexpr TimeLimit(const std::optional<Time>& time) noexcept {
    if (time) emplace(TimeSpan(*time));
  }
  template <class Rep, class Period>
  constexpr TimeLimit(std::chrono::duration<Rep, Period> time) noexcept
      : optional(detail::saturated(time)) {}

  // A template, so that it takes no part where the other side is a duration.
  template <std::same_as<TimeLimit> Limit>
  friend constexpr bool operator==(const Limit& a, const Limit& b) noexcept {
    return a.has_value() == b.has_value() && (!a.has_value() || *a == *b);
  }
};

/// Converts a duration of any unit and type to seconds with a fraction.
template <class Rep, class Period>
constexpr double seconds(std::chrono::duration<Rep, Period> duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace gfetch
