#pragma once
/// The even pacing of a rate in time, and how many bytes may come. All pure:
/// the time is passed in.

#include <cstdint>
#include <optional>

#include "gfetch/crawl/politeness_options.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

/// Spaces starts evenly. What it has to remember between two starts is one
/// TimePoint, the mark, kept by the caller that is paced: many hosts share one
/// Pacer.
///
/// Lateness up to kSlack is made up for by the next starts, so that a loop
/// that is busy for a moment still reaches the rate; the slack is also all
/// there can be of a burst.
class Pacer {
 public:
  static constexpr Duration kSlack = std::chrono::milliseconds(10);

  /// Without a rate everything may start at once.
  explicit Pacer(std::optional<Rate> rate = std::nullopt);

  /// The moment from which the next start is allowed.
  TimePoint ready_at(TimePoint mark) const { return mark - slack_; }

  /// The mark after a start at `now`.
  TimePoint after_start(TimePoint mark, TimePoint now) const;

 private:
  Duration interval_{0};
  Duration slack_{0};
};

/// Bytes a second, shared by everybody who takes some: each waits for the time
/// that its own take, after those of the others.
class Bandwidth {
 public:
  /// Zero bytes a second are no limit.
  explicit Bandwidth(std::uint64_t bytes_per_second = 0)
      : bytes_per_second_(bytes_per_second) {}

  bool limited() const { return bytes_per_second_ > 0; }

  /// `bytes` came at `now`: how long their receiver is to wait before it
  /// takes more.
  Duration take(std::uint64_t bytes, TimePoint now);

 private:
  std::uint64_t bytes_per_second_;
  TimePoint mark_{};  ///< all that was taken has come by then
};

}  // namespace gfetch::crawl
