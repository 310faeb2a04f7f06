#include "report/numbers.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace gfetch::report {
namespace {

// A text buffer that is filled from its end, because the digits of a number are
// computed from the last to the first.
class Digits {
 public:
  // Prepends the digits of `value`, at least `digits` of them, filled with
  // leading zeros.
  void prepend(std::uint64_t value, int digits) {
    for (; value != 0 || digits > 0; value /= 10, --digits) {
      prepend(static_cast<char>('0' + value % 10));
    }
  }

  void prepend(char character) { *--begin_ = character; }

  void append_to(std::string& out) const {
    out.append(begin_,
               static_cast<std::size_t>(text_.data() + text_.size() - begin_));
  }

 private:
  std::array<char, 40> text_;
  char* begin_ = text_.data() + text_.size();
};

void append_padded(std::string& out, std::uint64_t value, int digits) {
  Digits text;
  text.prepend(value, digits);
  text.append_to(out);
}

constexpr std::array<std::uint64_t, 10> kPowersOfTen = {
    1,       10,        100,        1'000,       10'000,
    100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

struct Seconds {
  std::uint64_t whole;
  std::uint64_t ticks;  // ticks per second: a power of ten
};

// Rounds a duration. Inlined, so that the divisors are constants when `digits`
// is a constant.
inline Seconds rounded(Duration duration, int digits) {
  const auto nanoseconds =
      static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  const std::uint64_t tick = kPowersOfTen[static_cast<std::size_t>(9 - digits)];
  const std::uint64_t ticks =
      nanoseconds / tick + (nanoseconds % tick >= tick / 2 ? 1 : 0);
  const std::uint64_t second = kPowersOfTen[static_cast<std::size_t>(digits)];
  return {ticks / second, ticks % second};
}

void append_decimal(std::string& out, const Seconds& seconds, int digits) {
  Digits text;
  text.prepend(seconds.ticks, digits);
  text.prepend('.');
  text.prepend(seconds.whole, 1);
  text.append_to(out);
}

}  // namespace

void append_number(std::string& out, std::uint64_t value) {
  append_padded(out, value, 1);
}

void append_fixed_seconds(std::string& out, Duration duration, int digits) {
  append_decimal(out, rounded(duration, digits), digits);
}

void append_seconds(std::string& out, Duration duration) {
  Seconds seconds = rounded(duration, 6);
  int digits = 6;
  for (; digits > 1 && seconds.ticks % 10 == 0; --digits) seconds.ticks /= 10;
  append_decimal(out, seconds, digits);
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
  std::uint64_t below = 0;  // the remainder of the division by 1024
  for (; whole >= 1024; ++unit) {
    below = whole % 1024;
    whole /= 1024;
  }
  std::uint64_t tenths = whole * 10 + (below * 10 + 512) / 1024;
  // Rounding may reach the next unit: 1023.96K is 1.0M.
  if (tenths >= 10240 && unit < kUnits.size()) {
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

}  // namespace gfetch::report
