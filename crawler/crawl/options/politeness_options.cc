#include "gfetch/crawl/politeness_options.h"

#include <charconv>
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

}  // namespace gfetch::crawl
