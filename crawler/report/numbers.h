#pragma once
/// Numbers, times and sizes as the records print them.

#include <chrono>
#include <cstdint>
#include <string>

#include "gfetch/fiber/clock.h"

namespace gfetch::report {

/// Appends `1256`.
void append_number(std::string& out, std::uint64_t value);

/// Appends seconds to the microsecond, as short as they are exact: `0.034`,
/// `2.0`.
void append_seconds(std::string& out, Duration duration);

/// Appends seconds with exactly `digits` (1 to 6) after the point: `0.034`
/// with three.
void append_fixed_seconds(std::string& out, Duration duration, int digits);

/// Appends a size for people, in powers of 1024: `512B`, `1.0K`, `23.4M`.
void append_size(std::string& out, std::uint64_t bytes);

/// Appends moments as `2026-01-02T03:04:05.678Z`. Remembers the last second's
/// text, for records come many to a second.
class TimestampText {
 public:
  void append(std::string& out, std::chrono::system_clock::time_point moment);

 private:
  std::chrono::sys_seconds second_ = std::chrono::sys_seconds::max();
  std::string text_;  ///< `2026-01-02T03:04:05`
};

}  // namespace gfetch::report
