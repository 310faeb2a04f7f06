#include "crawler/crawl/seed/expand.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "tests/support/case_name.h"

namespace gfetch::crawl {
namespace {

struct Case {
  std::string_view name;
  std::string_view pattern;
  std::string_view expected;  ///< all expanded URLs, separated by spaces
};

void PrintTo(const Case& item, std::ostream* out) {
  *out << item.pattern;
}

/// Returns the first hundred URLs that `pattern` expands to.
std::string expand(std::string_view pattern) {
  Result<Expansion, PatternError> expansion = Expansion::parse(pattern);
  if (!expansion) return "error: " + expansion.error().message;
  std::string all;
  for (int i = 0; i < 100; ++i) {
    const std::optional<std::string> one = expansion->next();
    if (!one) return all;
    if (i > 0) all += ' ';
    all += *one;
  }
  return all;
}

class ExpandTable : public testing::TestWithParam<Case> {};

TEST_P(ExpandTable, GivesAllInOrder) {
  EXPECT_EQ(expand(GetParam().pattern), GetParam().expected);
}

constexpr Case kCases[] = {
    {"Plain", "http://h/a", "http://h/a"},
    {"Empty", "", ""},
    {"Words", "{a,bc,d}", "a bc d"},
    {"OneWord", "x{a}y", "xay"},
    {"EmptyWord", "a{,b}c", "ac abc"},
    {"Numbers", "[1-3]", "1 2 3"},
    {"Step", "[1-10:4]", "1 5 9"},
    {"OneNumber", "[7-7]", "7"},
    {"OneNumberAnyStep", "[7-7:3]", "7"},
    {"Padded", "[08-11]", "08 09 10 11"},
    {"PaddedByTheFirst", "[001-3]", "001 002 003"},
    {"ZeroIsNoPadding", "[0-10:5]", "0 5 10"},
    {"Letters", "[a-e:2]", "a c e"},
    {"Capitals", "[X-Z]", "X Y Z"},
    {"Product", "{a,b}[1-2]", "a1 a2 b1 b2"},
    {"ThreeWheels", "{a,b}{c,d}[0-1]", "ac0 ac1 ad0 ad1 bc0 bc1 bd0 bd1"},
    {"Escapes", "\\{a\\,b\\}\\[1-2\\]", "{a,b}[1-2]"},
    {"EscapedComma", "{a\\,b,c}", "a,b c"},
    {"OtherBackslashes", "a\\b\\", "a\\b\\"},
    {"Ipv6", "http://[::1]:[80-81]/", "http://[::1]:80/ http://[::1]:81/"},
    {"CommaOutside", "a,b", "a,b"},
    {"LargeEnds", "[18446744073709551614-18446744073709551615]",
     "18446744073709551614 18446744073709551615"},
};
INSTANTIATE_TEST_SUITE_P(Table, ExpandTable, testing::ValuesIn(kCases),
                         test::case_name);

/// Formats an error: its sentence, the pattern, and a caret below the position
/// of the error.
std::string with_caret(const PatternError& error, std::string_view pattern) {
  return error.message + "\n  " + std::string(pattern) + "\n  " +
         std::string(error.position, ' ') + '^';
}

struct Bad {
  std::string_view name;
  std::string_view pattern;
  std::size_t position;
};

void PrintTo(const Bad& item, std::ostream* out) {
  *out << item.pattern;
}

class ExpandBad : public testing::TestWithParam<Bad> {};

TEST_P(ExpandBad, PointsAtThePlace) {
  const Result<Expansion, PatternError> expansion =
      Expansion::parse(GetParam().pattern);
  ASSERT_FALSE(expansion);
  EXPECT_EQ(expansion.error().position, GetParam().position)
      << with_caret(expansion.error(), GetParam().pattern);
  EXPECT_FALSE(expansion.error().message.empty());
}

constexpr Bad kBad[] = {
    {"OpenBrace", "a{b,c", 1},
    {"OpenBracket", "a[1-2", 1},
    {"StrayBrace", "ab}", 2},
    {"StrayBracket", "ab]", 2},
    {"Nested", "{a,{b,c}}", 3},
    {"NothingInBraces", "a{}", 1},
    {"NothingInBrackets", "a[]", 1},
    {"NoRange", "[1]", 0},
    {"NoEnd", "[1-]", 0},
    {"NoStart", "[-1]", 0},
    {"MixedEnds", "[1-z]", 0},
    {"TwoLetters", "[aa-b]", 0},
    {"CountsDown", "x[5-1]", 4},
    {"LettersCountDown", "[z-a]", 3},
    {"MixedCase", "[A-z]", 3},
    {"StepZero", "[1-9:0]", 5},
    {"StepNoNumber", "[1-9:x]", 5},
    {"StepTooLong", "[1-3:5]", 5},
    {"JunkAfterStep", "[1-9:2x]", 0},
    {"NumberTooLarge", "[0-18446744073709551616]", 0},
    {"TooMany", "[0-18446744073709551615]", 3},
    {"TooManyInOneRange", "http://h/[1-999999999999]", 9},
    {"TooManyByOne", "a[1-4294967297]", 1},
    {"TooManyTogether", "[1-65536]x[1-65536]{a,b}", 19},
};
INSTANTIATE_TEST_SUITE_P(Table, ExpandBad, testing::ValuesIn(kBad),
                         test::case_name);

TEST(Expand, ShowsTheCaretBelowThePlace) {
  EXPECT_EQ(with_caret({"the range counts down", 4}, "x[5-1]"),
            "the range counts down\n  x[5-1]\n      ^");
}

TEST(Expand, X03_HugeProductsAreBoundedAndCostNothingUntilAsked) {
  Result<Expansion, PatternError> expansion =
      Expansion::parse("[1-65536][1-65536]");
  ASSERT_TRUE(expansion);
  EXPECT_EQ(expansion->left(), Expansion::kMostUrls);
  EXPECT_EQ(expansion->next(), "11");
  EXPECT_EQ(expansion->next(), "12");
  EXPECT_EQ(expansion->left(), Expansion::kMostUrls - 2);
}

TEST(Expand, NothingComesAfterTheLast) {
  Result<Expansion, PatternError> expansion = Expansion::parse("a");
  ASSERT_TRUE(expansion);
  EXPECT_EQ(expansion->next(), "a");
  EXPECT_EQ(expansion->left(), 0U);
  EXPECT_EQ(expansion->next(), std::nullopt);
  EXPECT_EQ(expansion->next(), std::nullopt);
  EXPECT_EQ(expansion->left(), 0U);
}

}  // namespace
}  // namespace gfetch::crawl
