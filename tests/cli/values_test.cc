#include "cli/base/values.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace gfetch {
namespace {

using namespace std::chrono_literals;

struct DurationCase {
  const char* name;
  const char* text;
  std::optional<Duration> expected;
  friend void PrintTo(const DurationCase& one, std::ostream* out) {
    *out << one.text;
  }
};

class Durations : public testing::TestWithParam<DurationCase> {};

TEST_P(Durations, AreReadAsWritten) {
  const Parsed<Duration> duration = parse_duration(GetParam().text);
  EXPECT_EQ(duration.ok(), GetParam().expected.has_value());
  if (duration && GetParam().expected) {
    EXPECT_EQ(*duration, *GetParam().expected);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Durations,
    testing::Values(
        DurationCase{"BareIsSeconds", "5", 5s},
        DurationCase{"Fraction", "0.5", 500ms},
        DurationCase{"FractionWithoutZero", ".25", 250ms},
        DurationCase{"Milliseconds", "500ms", 500ms},
        DurationCase{"Seconds", "30s", 30s},
        DurationCase{"Minutes", "2m", 2min},
        DurationCase{"FractionOfAnHour", "1.5h", 90min},
        DurationCase{"Days", "1d", 24h}, DurationCase{"Zero", "0", 0s},
        DurationCase{"Empty", "", {}}, DurationCase{"Negative", "-1", {}},
        DurationCase{"Signed", "+1", {}}, DurationCase{"Word", "soon", {}},
        DurationCase{"UnitOnly", "s", {}},
        DurationCase{"UnknownUnit", "5w", {}}, DurationCase{"Blank", "5 s", {}},
        DurationCase{"TwoPoints", "1.2.3", {}},
        DurationCase{"Exponent", "1e3", {}},
        DurationCase{"Infinity", "inf", {}},
        DurationCase{"BeyondTenYears", "4000d", {}},
        DurationCase{"Absurd", "99999999999999999999999", {}}),
    [](const auto& one) { return one.param.name; });

struct SizeCase {
  const char* name;
  const char* text;
  std::optional<std::uint64_t> expected;
  friend void PrintTo(const SizeCase& one, std::ostream* out) {
    *out << one.text;
  }
};

class Sizes : public testing::TestWithParam<SizeCase> {};

TEST_P(Sizes, AreReadAsWritten) {
  const Parsed<std::uint64_t> size = parse_size(GetParam().text);
  EXPECT_EQ(size.ok(), GetParam().expected.has_value());
  if (size && GetParam().expected) {
    EXPECT_EQ(*size, *GetParam().expected);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Sizes,
    testing::Values(SizeCase{"Bytes", "1256", 1256}, SizeCase{"Zero", "0", 0},
                    SizeCase{"Kilo", "64k", 65536},
                    SizeCase{"KiloInCapitals", "64K", 65536},
                    SizeCase{"Mega", "64M", 67108864},
                    SizeCase{"Giga", "2G", 2147483648},
                    SizeCase{"Fraction", "1.5M", 1572864},
                    SizeCase{"FractionOfAByte", "1.5", {}},
                    SizeCase{"Negative", "-1", {}}, SizeCase{"Empty", "", {}},
                    SizeCase{"Word", "big", {}},
                    SizeCase{"TwoLetters", "1MB", {}},
                    SizeCase{"TooLarge", "99999999999T", {}},
                    SizeCase{"TooLargeInBytes", "18446744073709551616", {}}),
    [](const auto& one) { return one.param.name; });

TEST(Counts, AreWholeNumbersInTheirRange) {
  EXPECT_EQ(*parse_count("64", 1, 100), 64u);
  EXPECT_EQ(*parse_count("1", 1, 100), 1u);
  EXPECT_EQ(*parse_count("100", 1, 100), 100u);
  for (const char* text : {"0", "101", "", "-1", "+1", "1.5", "x", "1x", " 1",
                           "99999999999999999999"}) {
    EXPECT_FALSE(parse_count(text, 1, 100)) << text;
  }
}

TEST(Counts, SayWhatWasExpected) {
  EXPECT_EQ(parse_count("many", 1, 100).error().message,
            "expected a whole number from 1 to 100, not \"many\"");
}

TEST(Bools, AreWords) {
  for (const char* text : {"yes", "true", "on", "1"}) {
    EXPECT_TRUE(*parse_bool(text)) << text;
  }
  for (const char* text : {"no", "false", "off", "0"}) {
    EXPECT_FALSE(*parse_bool(text)) << text;
  }
  EXPECT_FALSE(parse_bool("maybe"));
}

struct HeaderCase {
  const char* name;
  std::string text;
  std::optional<http::Header> expected;
  friend void PrintTo(const HeaderCase& one, std::ostream* out) {
    *out << in_quotes(one.text);
  }
};

class Headers : public testing::TestWithParam<HeaderCase> {};

TEST_P(Headers, AreReadAsWritten) {
  const Parsed<http::Header> header = parse_header(GetParam().text);
  EXPECT_EQ(header.ok(), GetParam().expected.has_value());
  if (header && GetParam().expected) {
    EXPECT_EQ(*header, *GetParam().expected);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Headers,
    testing::Values(
        HeaderCase{"Plain", "Accept: text/html",
                   http::Header{"Accept", "text/html"}},
        HeaderCase{"BlanksAround", "A:  b \t", http::Header{"A", "b"}},
        HeaderCase{"NoBlank", "A:b", http::Header{"A", "b"}},
        HeaderCase{"ColonInValue", "A: b:c;d", http::Header{"A", "b:c;d"}},
        HeaderCase{"EmptyValue", "A;", http::Header{"A", ""}},
        HeaderCase{"EmptyAfterColon", "A:", http::Header{"A", ""}},
        HeaderCase{"Utf8InValue", "A: \xc3\xa9", http::Header{"A", "\xc3\xa9"}},
        HeaderCase{"NoColon", "Accept", {}}, HeaderCase{"NoName", ": b", {}},
        HeaderCase{"BlankInName", "A b: c", {}},
        HeaderCase{"SemicolonThenText", "A; b", {}},
        HeaderCase{"LineBreak", "A: b\r\nC: d", {}},
        HeaderCase{"NewlineAlone", "A: b\nC: d", {}},
        HeaderCase{"ReturnAlone", "A: b\rC: d", {}},
        HeaderCase{"Nul", std::string("A: b\0c", 6), {}},
        HeaderCase{"LineBreakInName", "A\r\nB: c", {}}),
    [](const auto& one) { return one.param.name; });

TEST(Methods, AreTokens) {
  EXPECT_EQ(*parse_method("PURGE"), "PURGE");
  EXPECT_EQ(*parse_method("m-search"), "m-search");
  for (const char* text : {"", "GET /", "G\r\nT", "GET:"}) {
    EXPECT_FALSE(parse_method(text)) << text;
  }
}

TEST(Ranges, AreThoseOfARangeField) {
  for (const char* range : {"0-499", "500-", "-500", "0-0,-1", "1-2, 5-"}) {
    EXPECT_TRUE(parse_range(range).ok()) << range;
  }
  for (const char* range : {"", "-", "5", "a-b", "0-1,", "0-1-2", "0-1\r\n"}) {
    EXPECT_FALSE(parse_range(range).ok()) << range;
  }
}

TEST(Quoted, ObeysNoEscapeAndStaysShort) {
  EXPECT_EQ(in_quotes("a"), "\"a\"");
  EXPECT_EQ(in_quotes("\x1b]0;x\x07"), "\"\\x1b]0;x\\x07\"");
  EXPECT_EQ(in_quotes("\xc2\x9b"), "\"\\xc2\\x9b\"");
  EXPECT_LT(in_quotes(std::string(5000, 'x')).size(), 100u);
}

TEST(Texts, AreReadBackAsTheyWere) {
  for (const Duration duration : {Duration(0), Duration(500ms), Duration(60s),
                                  Duration(1500ms), Duration(3600s)}) {
    EXPECT_EQ(*parse_duration(text_of(duration)), duration);
  }
  for (const std::uint64_t bytes :
       {std::uint64_t{0}, std::uint64_t{1000}, std::uint64_t{65536},
        std::uint64_t{67108864}, std::uint64_t{3} << 40}) {
    EXPECT_EQ(*parse_size(size_text(bytes)), bytes);
  }
  EXPECT_EQ(text_of(60s), "60s");
  EXPECT_EQ(text_of(500ms), "500ms");
  EXPECT_EQ(size_text(67108864), "64M");
}

}  // namespace
}  // namespace gfetch
