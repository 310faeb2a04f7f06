#include "report/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace gfetch::report {

std::size_t Histogram::bucket_of(std::uint64_t value) {
  const auto width = static_cast<std::size_t>(std::bit_width(value));
  if (width <= kExactBits) return value;
  const std::size_t shift = width - kExactBits;
  // Returns the bucket's index. value >> shift is in [2^kFineBits,
  // 2^kExactBits), and each value of `shift` has a row of 2^kFineBits buckets.
  return (shift << kFineBits) + static_cast<std::size_t>(value >> shift);
}

std::uint64_t Histogram::middle_of(std::size_t bucket) {
  constexpr std::size_t kExact = std::size_t{1} << kExactBits;
  if (bucket < kExact) return bucket;
  const std::size_t shift = (bucket >> kFineBits) - 1;
  const std::uint64_t low = (bucket - (shift << kFineBits)) << shift;
  return low + (std::uint64_t{1} << shift) / 2;
}

void Histogram::add(Duration duration) {
  const auto value =
      static_cast<std::uint64_t>(std::max<Duration::rep>(duration.count(), 0));
  ++counts_[bucket_of(value)];
  ++count_;
  max_ = std::max(max_, value);
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

Duration Histogram::quantile(double q) const {
  if (count_ == 0) return Duration(0);
  const double share = std::clamp(q, 0.0, 1.0) * static_cast<double>(count_);
  const std::uint64_t rank =
      std::clamp<std::uint64_t>(std::uint64_t(std::ceil(share)), 1, count_);
  std::uint64_t passed = 0;
  std::size_t bucket = 0;
  for (; bucket < kBuckets; ++bucket) {
    passed += counts_[bucket];
    if (passed >= rank) break;
  }
  const std::uint64_t value = std::min(middle_of(bucket), max_);
  return Duration(static_cast<std::int64_t>(value));
}

}  // namespace gfetch::report
