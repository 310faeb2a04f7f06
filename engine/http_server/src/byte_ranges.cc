#include "byte_ranges.h"

#include <algorithm>
#include <cstddef>

#include "text.h"

namespace gfetch::http::server {

namespace {

constexpr std::size_t kMostRanges = 20;

// One range as it was written. Without `first` it is the last `last` bytes.
struct Written {
  std::optional<std::uint64_t> first, last;
};

std::optional<Written> parse_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == text.npos) return std::nullopt;
  Written range{parse_number(text.substr(0, dash)),
                parse_number(text.substr(dash + 1))};
  if (range.first.has_value() != (dash > 0) ||
      range.last.has_value() != (dash + 1 < text.size()) ||
      (!range.first && !range.last) ||
      (range.first && range.last && *range.first > *range.last)) {
    return std::nullopt;
  }
  return range;
}

// The part that exists of `range`; of no bytes if none does.
ByteRange existing(const Written& range, std::uint64_t size) {
  if (!range.first) {
    const std::uint64_t count = std::min(*range.last, size);
    return {size - count, count};
  }
  if (*range.first >= size) return {};
  const std::uint64_t left = size - *range.first;
  return {*range.first,
          range.last ? std::min(*range.last - *range.first + 1, left) : left};
}

}  // namespace

std::optional<std::vector<ByteRange>> parse_ranges(std::string_view value,
                                                   std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!equals_without_case(value.substr(0, kUnit.size()), kUnit)) {
    return std::nullopt;
  }
  value.remove_prefix(kUnit.size());
  std::vector<ByteRange> ranges;
  std::uint64_t total = 0;
  bool any = false;
  while (!value.empty()) {
    const std::string_view item = take_item(value);
    if (item.empty()) continue;
    const auto written = parse_range(item);
    if (!written) return std::nullopt;
    any = true;
    const ByteRange range = existing(*written, size);
    if (range.count == 0) continue;
    ranges.push_back(range);
    total += range.count;
    // Overlapping ones that are more than the file cost more than the file.
    if (ranges.size() > kMostRanges || total > size) return std::nullopt;
  }
  if (!any) return std::nullopt;
  return ranges;
}

}  // namespace gfetch::http::server
