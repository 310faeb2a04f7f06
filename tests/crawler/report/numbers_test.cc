#include "crawler/report/numbers.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace gfetch::report {
namespace {

using namespace std::chrono_literals;

TEST(AppendSeconds, IsAsShortAsItIsExact) {
  const auto text = [](Duration duration) {
    std::string out;
    append_seconds(out, duration);
    return out;
  };
  EXPECT_EQ(text(0s), "0.0");
  EXPECT_EQ(text(2s), "2.0");
  EXPECT_EQ(text(34ms), "0.034");
  EXPECT_EQ(text(1us), "0.000001");
  EXPECT_EQ(text(1500ms), "1.5");
  EXPECT_EQ(text(100s), "100.0");
  EXPECT_EQ(text(12345678901ns), "12.345679");
}

TEST(AppendSeconds, RoundsToTheMicrosecond) {
  std::string out;
  append_seconds(out, 1999999500ns);
  EXPECT_EQ(out, "2.0");
}

TEST(AppendFixedSeconds, KeepsItsDigits) {
  const auto text = [](Duration duration, int digits) {
    std::string out;
    append_fixed_seconds(out, duration, digits);
    return out;
  };
  EXPECT_EQ(text(1247ms, 3), "1.247");
  EXPECT_EQ(text(1247499us, 3), "1.247");
  EXPECT_EQ(text(1247500us, 3), "1.248");
  EXPECT_EQ(text(999999us, 3), "1.000");
  EXPECT_EQ(text(0s, 6), "0.000000");
  EXPECT_EQ(text(5340ms, 1), "5.3");
  EXPECT_EQ(text(-1s, 3), "0.000");
}

TEST(AppendSize, IsForPeople) {
  const auto text = [](std::uint64_t bytes) {
    std::string out;
    append_size(out, bytes);
    return out;
  };
  EXPECT_EQ(text(0), "0B");
  EXPECT_EQ(text(1023), "1023B");
  EXPECT_EQ(text(1024), "1.0K");
  EXPECT_EQ(text(1256), "1.2K");
  EXPECT_EQ(text(10 * 1024), "10.0K");
  EXPECT_EQ(text(1024 * 1024 - 1), "1.0M");
  EXPECT_EQ(text(64 * 1024 * 1024), "64.0M");
  EXPECT_EQ(text(std::uint64_t{3} << 40), "3.0T");
  EXPECT_EQ(text(UINT64_MAX), "16.0E");
}

TEST(TimestampText, TellsMomentsInUtc) {
  TimestampText text;
  const auto day = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2);
  const auto print = [&text](auto moment) {
    std::string out;
    text.append(out, moment);
    return out;
  };
  EXPECT_EQ(print(day + 3h + 4min + 5s + 678ms), "2026-01-02T03:04:05.678Z");
  EXPECT_EQ(print(day + 3h + 4min + 5s + 1ms), "2026-01-02T03:04:05.001Z");
  EXPECT_EQ(print(day + 23h + 59min + 59s + 999999us),
            "2026-01-02T23:59:59.999Z");
  EXPECT_EQ(print(std::chrono::sys_days(std::chrono::year(1969) / 12 / 31) +
                  23h + 59min + 59s + 500ms),
            "1969-12-31T23:59:59.500Z");
}

}  // namespace
}  // namespace gfetch::report
