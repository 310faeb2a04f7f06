#pragma once
/// A histogram of durations in a fixed 30 KiB of memory, for percentiles of
/// millions of durations.

#include <array>
#include <cstddef>
#include <cstdint>

#include "gfetch/fiber/clock.h"

namespace gfetch::report {

/// Counts durations in buckets whose width grows with the duration: 64 buckets
/// for each power of two of nanoseconds. A quantile is within 0.8 % of the
/// exact value. The count and the maximum are exact.
class Histogram {
 public:
  /// Counts `duration`; a negative duration counts as zero.
  void add(Duration duration);

  /// Adds the counts of the histogram `other`.
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }

  /// Returns the largest duration; zero when the histogram is empty.
  Duration max() const { return Duration(static_cast<std::int64_t>(max_)); }

  /// Returns the quantile `q` (from 0 to 1) of the durations; zero when the
  /// histogram is empty.
  Duration quantile(double q) const;

 private:
  // Each value below 2^kExactBits has its own bucket. For larger values, the
  // bits after the leading bit choose one of 2^kFineBits buckets.
  static constexpr std::size_t kFineBits = 6;
  static constexpr std::size_t kExactBits = kFineBits + 1;
  static constexpr std::size_t kBuckets =
      (std::size_t{64} - kExactBits) * (std::size_t{1} << kFineBits) +
      (std::size_t{1} << kExactBits);

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t middle_of(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace gfetch::report
