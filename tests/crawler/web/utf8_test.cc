#include "crawler/web/text/utf8.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "tests/support/case_name.h"

namespace gfetch::web {
namespace {

struct Case {
  std::string_view name;
  std::string_view bytes;
  std::string_view mended;  ///< the text with U+FFFD for invalid bytes
};

void PrintTo(const Case& item, std::ostream* out) {
  *out << testing::PrintToString(item.bytes);
}

class Utf8Table : public testing::TestWithParam<Case> {};

TEST_P(Utf8Table, KeepsWhatIsValidAndMendsTheRest) {
  const Case& item = GetParam();
  EXPECT_EQ(to_valid_utf8(item.bytes), item.mended);
  EXPECT_EQ(is_valid_utf8(item.bytes), item.bytes == item.mended);
  EXPECT_TRUE(is_valid_utf8(item.mended));
}

constexpr Case kCases[] = {
    {"Empty", "", ""},
    {"Ascii", "0123456789abcdef\x7F", "0123456789abcdef\x7F"},
    {"Nul", std::string_view("a\0b", 3), std::string_view("a\0b", 3)},
    {"TwoBytes", "\u0080\u07FF", "\u0080\u07FF"},
    {"ThreeBytes", "\u0800\uD7FF\uE000\uFFFF", "\u0800\uD7FF\uE000\uFFFF"},
    {"FourBytes", "\U00010000\U0010FFFF", "\U00010000\U0010FFFF"},
    {"Latin1", "caf\xE9",
     "caf"
     "\uFFFD"},
    {"Latin1InText", "caf\xE9 noir et blanc",
     "caf"
     "\uFFFD"
     " noir et blanc"},
    {"LoneContinuation", "\x80\xBF",
     "\uFFFD"
     "\uFFFD"},
    {"Overlong", "\xC0\xAF\xC1\xBF",
     "\uFFFD"
     "\uFFFD"
     "\uFFFD"
     "\uFFFD"},
    {"OverlongThree", "\xE0\x80\x80",
     "\uFFFD"
     "\uFFFD"
     "\uFFFD"},
    {"OverlongFour", "\xF0\x8F\xBF\xBF",
     "\uFFFD"
     "\uFFFD"
     "\uFFFD"
     "\uFFFD"},
    {"Surrogate", "\xED\xA0\x80",
     "\uFFFD"
     "\uFFFD"
     "\uFFFD"},
    {"TooLarge", "\xF4\x90\x80\x80",
     "\uFFFD"
     "\uFFFD"
     "\uFFFD"
     "\uFFFD"},
    {"NoSuchByte", "\xF5\xFF",
     "\uFFFD"
     "\uFFFD"},
    {"CutTwo", "\xC3", "\uFFFD"},
    {"CutThree", "\xE2\x82", "\uFFFD"},
    {"CutFour", "\xF0\x9F\x98", "\uFFFD"},
    {"CutBeforeAscii", "\xF0\x9F\x98x",
     "\uFFFD"
     "x"},
    {"CutBeforeAnother", "\xE2\x82\xC3\xA9",
     "\uFFFD"
     "\u00E9"},
    {"InvalidBehindAWord",
     "01234567\xFF"
     "89",
     "01234567"
     "\uFFFD"
     "89"},
};
INSTANTIATE_TEST_SUITE_P(Table, Utf8Table, testing::ValuesIn(kCases),
                         test::case_name);

}  // namespace
}  // namespace gfetch::web
