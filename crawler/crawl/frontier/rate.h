#pragma once
/// The even spacing of request starts by a rate, and a limit of bytes per
/// second. Pure values: the caller passes the time in.

#include <cstdint>
#include <optional>

#include "gfetch/crawl/politeness_options.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

/// Spaces starts evenly. What it has to remember between two starts is one
/// TimePoint, the mark, kept by the caller that is paced: many hosts share one
/// Pacer.
///
/// A start that is up to kSlack late shortens the next intervals, so that an
/// event loop that is busy for a moment still reaches the rate. kSlack also
/// bounds a burst of starts.
class Pacer {
 public:
  static constexpr Duration kSlack = std::chrono::milliseconds(10);

  /// Creates a pacer for `rate`; without a rate every start is allowed at once.
  explicit Pacer(std::optional<Rate> rate = std::nullopt);

  /// Returns the time from which the next start is allowed.
  TimePoint ready_at(TimePoint mark) const { return mark - slack_; }

  /// Returns the mark after a start at `now`.
  TimePoint after_start(TimePoint mark, TimePoint now) const;

 private:
  Duration interval_{0};
  Duration slack_{0};
};

/// A bandwidth limit in bytes per second, shared by all receivers. Each
/// receiver waits as long as its own bytes and those before it take at that
/// rate.
class Bandwidth {
 public:
  /// Creates a limit; zero bytes per second mean no limit.
  explicit Bandwidth(std::uint64_t bytes_per_second = 0)
      : bytes_per_second_(bytes_per_second) {}

  bool limited() const { return bytes_per_second_ > 0; }

  /// Records that a receiver got `bytes` at `now`. Returns the time that the
  /// receiver must wait before it reads more.
  Duration take(std::uint64_t bytes, TimePoint now);

 private:
  std::uint64_t bytes_per_second_;
  TimePoint mark_{};  ///< the time by which all recorded bytes are paid for
};

}  // namespace gfetch::crawl
