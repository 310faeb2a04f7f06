#include "numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <string_view>

namespace gfetch::detail {
namespace {

// Appends `value` in at least `digits` digits, zeros in front.
void append_padded(std::string& out, std::uint64_t value, int digits) {
  std::array<char, 20> text;
  auto* const end = std::to_chars(text.begin(), text.end(), value).ptr;
  const auto length = static_cast<int>(end - text.begin());
  for (int i = length; i < digits; ++i) out.push_back('0');
  out.append(text.begin(), end);
}

// `duration` as a count of 10^-digits seconds, rounded; never negative.
std::uint64_t ticks(Duration duration, int digits) {
  std::int64_t nanoseconds_a_tick = 1'000'000'000;
  for (int i = 0; i < digits; ++i) nanoseconds_a_tick /= 10;
  const std::int64_t count = std::max<std::int64_t>(duration.count(), 0);
  const std::int64_t half = nanoseconds_a_tick / 2;
  return static_cast<std::uint64_t>(count / nanoseconds_a_tick +
                                    (count % nanoseconds_a_tick >= half));
}

}  // namespace

void append_number(std::string& out, std::uint64_t value) {
  append_padded(out, value, 1);
}

void append_fixed_seconds(std::string& out, Duration duration, int digits) {
  const std::uint64_t count = ticks(duration, digits);
  std::uint64_t ticks_a_second = 1;
  for (int i = 0; i < digits; ++i) ticks_a_second *= 10;
  append_number(out, count / ticks_a_second);
  out.push_back('.');
  append_padded(out, count % ticks_a_second, digits);
}

void append_seconds(std::string& out, Duration duration) {
  append_fixed_seconds(out, duration, 6);
  const std::size_t last = out.find_last_not_of('0');
  out.resize(out[last] == '.' ? last + 2 : last + 1);
}

void append_size(std::string& out, std::uint64_t bytes) {
  constexpr std::string_view kUnits = "KMGTPE";
  if (bytes < 1024) {
    append_number(out, bytes);
    out.push_back('B');
    return;
  }
  std::size_t unit = 0;
  std::uint64_t whole = bytes;
  std::uint64_t below = 0;  // of 1024
  for (; whole >= 1024; ++unit) {
    below = whole % 1024;
    whole /= 1024;
  }
  std::uint64_t tenths = whole * 10 + (below * 10 + 512) / 1024;
  if (tenths >= 10240 && unit < kUnits.size()) {  // 1023.96K rounds to 1.0M
    tenths = 10;
    ++unit;
  }
  append_number(out, tenths / 10);
  out.push_back('.');
  append_number(out, tenths % 10);
  out.push_back(kUnits[unit - 1]);
}

void TimestampText::append(std::string& out,
                           std::chrono::system_clock::time_point moment) {
  using std::chrono::floor;
  const auto second = floor<std::chrono::seconds>(moment);
  if (second != second_) {
    const auto day = floor<std::chrono::days>(second);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(second - day);
    text_.clear();
    append_padded(text_, static_cast<std::uint64_t>(int(date.year())), 4);
    text_.push_back('-');
    append_padded(text_, unsigned(date.month()), 2);
    text_.push_back('-');
    append_padded(text_, unsigned(date.day()), 2);
    text_.push_back('T');
    append_padded(text_, static_cast<std::uint64_t>(time.hours().count()), 2);
    text_.push_back(':');
    append_padded(text_, static_cast<std::uint64_t>(time.minutes().count()), 2);
    text_.push_back(':');
    append_padded(text_, static_cast<std::uint64_t>(time.seconds().count()), 2);
    second_ = second;
  }
  out.append(text_);
  out.push_back('.');
  const auto millis = floor<std::chrono::milliseconds>(moment - second).count();
  append_padded(out, static_cast<std::uint64_t>(millis), 3);
  out.push_back('Z');
}

}  // namespace gfetch::detail
