#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/web/cookie_jar.h"
#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

bool is_delimiter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x09 || (byte >= 0x20 && byte <= 0x2f) ||
         (byte >= 0x3b && byte <= 0x40) || (byte >= 0x5b && byte <= 0x60) ||
         (byte >= 0x7b && byte <= 0x7e);
}

/// Parses a number at the start of `text` and removes it. Returns nothing when
/// the number has fewer than `min` or more than `max` digits.
std::optional<int> take_number(std::string_view& text, std::size_t min,
                               std::size_t max) {
  std::size_t length = 0;
  int value = 0;
  while (length < text.size() && is_digit(text[length])) {
    if (++length > max) return std::nullopt;
    value = 10 * value + (text[length - 1] - '0');
  }
  if (length < min) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

struct TimeOfDay {
  int hour;
  int minute;
  int second;
};

/// Parses a time such as `8:49:37`; any character but a digit may follow.
std::optional<TimeOfDay> time_in(std::string_view token) {
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      if (!token.starts_with(':')) return std::nullopt;
      token.remove_prefix(1);
    }
    const std::optional<int> part = take_number(token, 1, 2);
    if (!part) return std::nullopt;
    parts.at(i) = *part;
  }
  return TimeOfDay{parts[0], parts[1], parts[2]};
}

/// Returns the month, 1 to 12, whose English name starts with the first three
/// letters of the token.
std::optional<int> month_in(std::string_view token) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (token.size() < 3) return std::nullopt;
  const std::string name = lower(token.substr(0, 3));
  for (std::size_t i = 0; i < 12; ++i) {
    if (kMonths.substr(3 * i, 3) == name) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

/// The parts of a cookie date found so far. Each part comes from the first
/// token that has its form (RFC 6265, 5.1.1).
struct Parts {
  std::optional<TimeOfDay> time;
  std::optional<int> day_of_month;
  std::optional<int> month_of_year;
  std::optional<int> year_number;

  void take(std::string_view token) {
    if (!time && (time = time_in(token))) return;
    if (!day_of_month && (day_of_month = take_number(token, 1, 2))) return;
    if (!month_of_year && (month_of_year = month_in(token))) return;
    if (!year_number) year_number = take_number(token, 2, 4);
  }
};

int whole_year(int number) {
  if (number >= 70 && number <= 99) return number + 1900;
  return number <= 69 ? number + 2000 : number;
}

}  // namespace

std::optional<SystemTime> parse_cookie_date(std::string_view text) {
  Parts parts;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && !is_delimiter(text[end])) ++end;
    if (end > i) parts.take(text.substr(i, end - i));
    i = end + 1;
  }
  if (!parts.time || !parts.day_of_month || !parts.month_of_year ||
      !parts.year_number) {
    return std::nullopt;
  }
  namespace chrono = std::chrono;
  const chrono::year_month_day date(
      chrono::year(whole_year(*parts.year_number)),
      chrono::month(static_cast<unsigned>(*parts.month_of_year)),
      chrono::day(static_cast<unsigned>(*parts.day_of_month)));
  const TimeOfDay& time = *parts.time;
  constexpr int kFirstYear = 1601;
  if (!date.ok() || static_cast<int>(date.year()) < kFirstYear ||
      time.hour > 23 || time.minute > 59 || time.second > 59) {
    return std::nullopt;
  }
  // Limits the year to the range of system_clock, which counts nanoseconds and
  // ends in 2262. A later year, such as 9999, becomes 2261.
  const chrono::year year(
      std::clamp(static_cast<int>(date.year()), 1678, 2261));
  const chrono::sys_days day(year / date.month() / date.day());
  return day + chrono::hours(time.hour) + chrono::minutes(time.minute) +
         chrono::seconds(time.second);
}

}  // namespace gfetch::web
