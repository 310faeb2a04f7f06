#include "gfetch/crawl/rate.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace gfetch::crawl {
namespace {

constexpr std::uint32_t kLargestCount = 1'000'000'000;

std::optional<Duration> unit_named(std::string_view name) {
  if (name == "s") return std::chrono::seconds(1);
  if (name == "m") return std::chrono::minutes(1);
  if (name == "h") return std::chrono::hours(1);
  return std::nullopt;
}

}  // namespace

Result<Rate> parse_rate(std::string_view text) {
  Rate rate;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, rate.count);
  const bool counted =
      failure == std::errc() && rate.count >= 1 && rate.count <= kLargestCount;
  const bool divided = rest != end && *rest == '/';
  if (counted && divided) {
    const std::string_view unit(rest + 1, end);
    if (const std::optional<Duration> per = unit_named(unit)) {
      rate.per = *per;
      return rate;
    }
  }
  return Error{ErrorKind::kOther,
               "'" + std::string(text) + "' is no rate: write N/s, N/m or N/h"};
}

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
