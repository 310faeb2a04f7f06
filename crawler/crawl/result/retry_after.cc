#include "crawl/result/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <string>

namespace gfetch::crawl {
namespace {

using Seconds = std::chrono::seconds;

// The longest number of seconds that is parsed, 100 years, because it must fit
// into the clocks.
constexpr std::int64_t kLongestSeconds = 86'400LL * 365 * 100;

std::optional<Duration> in_seconds(std::string_view value) {
  std::int64_t count = 0;
  const char* end = value.data() + value.size();
  const auto [rest, failure] = std::from_chars(value.data(), end, count);
  if (rest != end || value.empty()) return std::nullopt;
  if (failure == std::errc::result_out_of_range) {
    return Seconds(value.front() == '-' ? 0 : kLongestSeconds);
  }
  if (failure != std::errc()) return std::nullopt;
  return Seconds(std::clamp<std::int64_t>(count, 0, kLongestSeconds));
}

std::optional<std::time_t> http_date(const std::string& value) {
  constexpr std::array<const char*, 3> kForms = {
      "%a, %d %b %Y %H:%M:%S GMT",  // the IMF-fixdate form of RFC 9110
      "%A, %d-%b-%y %H:%M:%S GMT",  // the RFC 850 form
      "%a %b %d %H:%M:%S %Y",       // the form of asctime()
  };
  for (const char* form : kForms) {
    std::tm parts = {};
    const char* end = strptime(value.c_str(), form, &parts);
    if (end != nullptr && *end == '\0') return timegm(&parts);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_retry_after(
    std::string_view value, std::chrono::system_clock::time_point now) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t first = value.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return std::nullopt;
  value = value.substr(first, value.find_last_not_of(kBlanks) - first + 1);
  if (std::optional<Duration> wait = in_seconds(value)) return wait;
  const std::optional<std::time_t> date = http_date(std::string(value));
  if (!date) return std::nullopt;
  const std::int64_t wait =
      static_cast<std::int64_t>(*date) -
      std::chrono::floor<Seconds>(now).time_since_epoch().count();
  return Seconds(std::clamp<std::int64_t>(wait, 0, kLongestSeconds));
}

std::optional<Duration> retry_after(const std::vector<http::Header>& headers,
                                    std::chrono::system_clock::time_point now) {
  const http::Header* header = find_header(headers, "Retry-After");
  if (header == nullptr) return std::nullopt;
  return parse_retry_after(header->value, now);
}

bool turns_away(int status_code) {
  return status_code == 429 || status_code == 503;
}

}  // namespace gfetch::crawl
