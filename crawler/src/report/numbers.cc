#include "numbers.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gfetch::detail {
namespace {

// Appends `value` in at least `digits` digits, zeros in front.
void append_padded(std::string& out, std::uint64_t value, int digits) {
  std::array<char, 20> text;
  auto begin = text.end();
  for (; value != 0 || digits > 0; value /= 10, --digits) {
    *--begin = static_cast<char>('0' + value % 10);
  }
  out.append(begin, text.end());
}

constexpr std::array<std::uint64_t, 10> kPowersOfTen = {
    1,       10,        100,        1'000,       10'000,
    100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

// Inlined, so that the divisions are by constants where `digits` is one.
inline void append_rounded_seconds(std::string& out, Duration duration,
                                   int digits) {
  const auto nanoseconds =
      static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  const std::uint64_t tick = kPowersOfTen[static_cast<std::size_t>(9 - digits)];
  const std::uint64_t ticks =
      nanoseconds / tick + (nanoseconds % tick >= tick / 2 ? 1 : 0);
  const std::uint64_t second = kPowersOfTen[static_cast<std::size_t>(digits)];
  append_padded(out, ticks / second, 1);
  out.push_back('.');
  append_padded(out, ticks % second, digits);
}

}  // namespace

void append_number(std::string& out, std::uint64_t value) {
  append_padded(out, value, 1);
}

void append_fixed_seconds(std::string& out, Duration duration, int digits) {
  append_rounded_seconds(out, duration, digits);
}

void append_seconds(std::string& out, Duration duration) {
  append_rounded_seconds(out, duration, 6);
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
