#include "crawl/frontier/rate.h"

#include <algorithm>

namespace gfetch::crawl {

Pacer::Pacer(std::optional<Rate> rate) {
  if (!rate) return;
  interval_ = rate->per / rate->count;
  slack_ = kSlack;
}

TimePoint Pacer::after_start(TimePoint mark, TimePoint now) const {
  return std::max(mark, now) + interval_;
}

Duration Bandwidth::take(std::uint64_t bytes, TimePoint now) {
  if (!limited()) return Duration(0);
  const std::chrono::duration<double> time(
      static_cast<double>(bytes) / static_cast<double>(bytes_per_second_));
  mark_ = std::max(mark_, now) + std::chrono::duration_cast<Duration>(time);
  return mark_ - now;
}

}  // namespace gfetch::crawl
