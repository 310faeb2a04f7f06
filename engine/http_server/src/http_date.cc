#include "http_date.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "text.h"

namespace gfetch::http::server {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                              "Thu", "Fri", "Sat"};

// Reads the parts of a date one after the other; once one of them fails, ok()
// is false.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : text_(text) {}

  void literal(std::string_view expected) {
    ok_ = ok_ && text_.starts_with(expected);
    if (ok_) text_.remove_prefix(expected.size());
  }
  int number(std::size_t digits) {
    const auto value = parse_number(text_.substr(0, digits));
    ok_ = ok_ && value.has_value() && text_.size() >= digits;
    if (!ok_) return 0;
    text_.remove_prefix(digits);
    return static_cast<int>(*value);
  }
  int month() {
    const auto found =
        std::find(kMonths.begin(), kMonths.end(), text_.substr(0, 3));
    ok_ = ok_ && found != kMonths.end();
    if (!ok_) return 0;
    text_.remove_prefix(3);
    return static_cast<int>(found - kMonths.begin());
  }
  void clock(std::tm& time) {
    time.tm_hour = number(2);
    literal(":");
    time.tm_min = number(2);
    literal(":");
    time.tm_sec = number(2);
  }
  bool next_is(char c) const { return text_.starts_with(c); }
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && text_.empty(); }

 private:
  std::string_view text_;
  bool ok_ = true;
};

// `06 Nov 1994 08:49:37 GMT`, and `06-Nov-94 08:49:37 GMT`. A year of two
// digits that lies more than 50 years ahead is one of the past.
bool read_usual(DateReader& date, std::tm& time) {
  time.tm_mday = date.number(2);
  const bool short_year = date.next_is('-');
  const std::string_view separator = short_year ? "-" : " ";
  date.literal(separator);
  time.tm_mon = date.month();
  date.literal(separator);
  time.tm_year = date.number(short_year ? 2 : 4) - (short_year ? 0 : 1900);
  if (short_year) {
    const std::time_t now = std::time(nullptr);
    std::tm today{};
    gmtime_r(&now, &today);
    time.tm_year += today.tm_year / 100 * 100;
    if (time.tm_year > today.tm_year + 50) time.tm_year -= 100;
  }
  date.literal(" ");
  date.clock(time);
  date.literal(" GMT");
  return date.at_end();
}

// `Nov  6 08:49:37 1994`, the form of asctime().
bool read_asctime(DateReader& date, std::tm& time) {
  time.tm_mon = date.month();
  date.literal(" ");
  if (date.next_is(' ')) {
    date.literal(" ");
    time.tm_mday = date.number(1);
  } else {
    time.tm_mday = date.number(2);
  }
  date.literal(" ");
  date.clock(time);
  date.literal(" ");
  time.tm_year = date.number(4) - 1900;
  return date.at_end();
}

}  // namespace

std::string format_date(std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
      kDays[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
      kMonths[static_cast<std::size_t>(parts.tm_mon)].data(),
      parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<std::time_t> parse_date(std::string_view text) {
  // The name of the day says nothing that the rest does not.
  const std::size_t space = text.find(' ');
  if (space == text.npos || space < 3) return std::nullopt;
  DateReader date(text.substr(space + 1));
  std::tm time{};
  const bool good = text[space - 1] == ',' ? read_usual(date, time)
                                           : read_asctime(date, time);
  if (!good || time.tm_mday < 1 || time.tm_mday > 31 || time.tm_hour > 23 ||
      time.tm_min > 59 || time.tm_sec > 60) {
    return std::nullopt;
  }
  return timegm(&time);
}

}  // namespace gfetch::http::server
