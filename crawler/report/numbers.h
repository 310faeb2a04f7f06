#pragma once
/// Formats numbers, times and sizes for records.

#include <chrono>
#include <cstdint>
#include <string>

#include "gfetch/fiber/clock.h"

namespace gfetch::report {

/// Appends a decimal number: `1256`.
void append_number(std::string& out, std::uint64_t value);

/// Appends seconds rounded to microseconds, without trailing zeros: `0.034`,
/// `2.0`.
void append_seconds(std::string& out, Duration duration);

/// Appends seconds with exactly `digits` (1 to 6) digits after the point:
/// `0.034` for three.
void append_fixed_seconds(std::string& out, Duration duration, int digits);

/// Appends a size for people, in powers of 1024: `512B`, `1.0K`, `23.4M`.
void append_size(std::string& out, std::uint64_t bytes);

/// Formats times as `2026-01-02T03:04:05.678Z`. The text of the last second is
/// cached, because a run writes many records per second.
class TimestampText {
 public:
  void append(std::string& out, std::chrono::system_clock::time_point moment);

 private:
  std::chrono::sys_seconds second_ = std::chrono::sys_seconds::max();
  std::string text_;  ///< the cached second: `2026-01-02T03:04:05`
};

}  // namespace gfetch::report
