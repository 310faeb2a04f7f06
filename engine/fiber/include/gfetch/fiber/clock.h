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

}  // namespace detail

/// A length of time; nullopt means no limit. Every duration of std::chrono
/// converts to a TimeLimit: `5s`, `0.5s`, and one that a Duration cannot
/// represent (`hours::max()`) to the longest or the shortest.
class TimeLimit : public std::optional<Duration> {
 public:
  constexpr TimeLimit() noexcept = default;
  constexpr TimeLimit(std::nullopt_t) noexcept {}
  constexpr TimeLimit(const std::optional<Duration>& time) noexcept
      : optional(time) {}
  template <class Rep, class Period>
  constexpr TimeLimit(std::chrono::duration<Rep, Period> time) noexcept
      : optional(detail::saturated(time)) {}

  // A template, so that it takes no part where the other side is a duration.
  template <std::same_as<TimeLimit> Limit>
  friend constexpr bool operator==(const Limit& a, const Limit& b) noexcept {
    return a.has_value() == b.has_value() && (!a.has_value() || *a == *b);
  }
};

/// Converts a duration to seconds with a fraction.
constexpr double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace gfetch
