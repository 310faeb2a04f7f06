#include "gfetch/crawl/verdict.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace gfetch::crawl {
namespace {

// Parses the whole of `text` as a number.
template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || rest != end) return std::nullopt;
  return value;
}

std::optional<AcceptSet::Range> range(std::optional<int> first,
                                      std::optional<int> last) {
  if (!first || !last) return std::nullopt;
  if (*first < 100 || *last > 999 || *first > *last) return std::nullopt;
  return AcceptSet::Range{*first, *last};
}

// Parses a status class: `2xx`.
std::optional<AcceptSet::Range> status_class(std::string_view text) {
  std::string first(text);
  std::replace(first.begin(), first.end(), 'x', '0');
  std::string last(text);
  std::replace(last.begin(), last.end(), 'x', '9');
  return range(number<int>(first), number<int>(last));
}

// Parses one item: `404`, `2xx`, `200..=299`, or `200..300`, which excludes its
// end. The start of a range is optional.
std::optional<AcceptSet::Range> status_range(std::string_view text) {
  constexpr std::string_view kTo = "..";
  if (text.size() == 3 && text.ends_with("xx")) return status_class(text);
  const std::size_t to = text.find(kTo);
  if (to == std::string_view::npos) {
    return range(number<int>(text), number<int>(text));
  }
  std::string_view end = text.substr(to + kTo.size());
  const bool closed = end.starts_with('=');
  if (closed) end.remove_prefix(1);
  std::optional<int> last = number<int>(end);
  if (last && !closed) --*last;
  return range(to == 0 ? 100 : number<int>(text.substr(0, to)), last);
}

}  // namespace

Result<AcceptSet> AcceptSet::parse(std::string_view text) {
  std::vector<Range> ranges;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const std::optional<Range> range = status_range(part);
    if (!range) {
      return Error{ErrorKind::kOther, "'" + std::string(part) +
                                          "' is no status code, 2xx or range "
                                          "such as 200..=299"};
    }
    ranges.push_back(*range);
    if (comma == std::string_view::npos) return AcceptSet(std::move(ranges));
    text.remove_prefix(comma + 1);
  }
}

bool AcceptSet::contains(int status_code) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    return range.first <= status_code && status_code <= range.last;
  });
}

Result<FailureLimit> FailureLimit::parse(std::string_view text) {
  FailureLimit limit;
  if (text.ends_with('%')) {
    limit.percent = number<double>(text.substr(0, text.size() - 1));
    if (limit.percent && *limit.percent >= 0 && *limit.percent <= 100) {
      return limit;
    }
  } else {
    limit.count = number<std::uint64_t>(text);
    if (limit.count) return limit;
  }
  return Error{ErrorKind::kOther, "'" + std::string(text) +
                                      "' is no number of URLs (20) and no "
                                      "share of them (5%)"};
}

bool FailureLimit::exceeded(std::uint64_t failed, std::uint64_t done) const {
  if (count && failed > *count) return true;
  if (!percent || done < kSample) return false;
  return static_cast<double>(failed) * 100 >
         *percent * static_cast<double>(done);
}

}  // namespace gfetch::crawl
