#include "crawl/scope/traps.h"

#include <algorithm>
#include <vector>

namespace gfetch::crawl {
namespace {

using Parts = std::vector<std::string_view>;

Parts split(std::string_view text, char separator) {
  Parts parts;
  while (true) {
    const std::size_t end = text.find(separator);
    if (end != 0 && !text.empty()) parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// Returns true if a group of `period` segments is repeated more than `limit`
// times in succession. Each segment of a repeated group equals the segment
// `period` positions before it, so the function counts such segments.
bool repeats(const Parts& segments, std::size_t period, std::size_t limit) {
  std::size_t equal = 0;
  for (std::size_t i = period; i < segments.size(); ++i) {
    equal = segments[i] == segments[i - period] ? equal + 1 : 0;
    if (equal == limit * period) return true;
  }
  return false;
}

bool has_repetition(const Parts& segments, std::size_t limit) {
  constexpr std::size_t kLongestPeriod = 3;
  for (std::size_t period = 1; period <= kLongestPeriod; ++period) {
    if (repeats(segments, period, limit)) return true;
  }
  return false;
}

// Returns the highest number of query parameters that share one name.
std::size_t most_of_a_name(Parts parameters) {
  for (std::string_view& one : parameters) one = one.substr(0, one.find('='));
  std::sort(parameters.begin(), parameters.end());
  std::size_t most = 0;
  for (auto same = parameters.begin(); same != parameters.end();) {
    const auto end = std::upper_bound(same, parameters.end(), *same);
    most = std::max(most, static_cast<std::size_t>(end - same));
    same = end;
  }
  return most;
}

}  // namespace

std::optional<std::string_view> trap_in(const web::Url& url,
                                        const TrapLimits& limits) {
  if (url.href().size() > limits.bytes) return "the URL is too long";
  const Parts segments = split(url.pathname(), '/');
  if (segments.size() > limits.segments)
    return "the path has too many segments";
  if (has_repetition(segments, limits.repetitions)) {
    return "the path repeats itself";
  }
  if (url.search().empty()) return std::nullopt;
  const Parts parameters = split(url.search().substr(1), '&');
  if (parameters.size() > limits.parameters) {
    return "the query has too many parameters";
  }
  if (parameters.size() > limits.same_parameter &&
      most_of_a_name(parameters) > limits.same_parameter) {
    return "the query repeats a parameter too often";
  }
  return std::nullopt;
}

}  // namespace gfetch::crawl
