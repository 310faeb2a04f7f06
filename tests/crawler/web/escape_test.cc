#include "crawler/web/text/escape.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "crawler/web/text/utf8.h"

namespace gfetch::web {
namespace {

std::string escaped(std::string_view bytes, Escaping escaping) {
  std::string out;
  append_escaped(out, bytes, escaping);
  return out;
}

std::string json_string(std::string_view bytes) {
  std::string out;
  append_json_string(out, bytes);
  return out;
}

struct Case {
  const char* name;
  std::string_view bytes;
  std::string_view json;
  std::string_view text;
  std::string_view tsv;
};

using std::literals::operator""sv;

const Case kCases[] = {
    {"Empty", "", "", "", ""},
    {"Plain", "https://example.org/a?b=1", "https://example.org/a?b=1",
     "https://example.org/a?b=1", "https://example.org/a?b=1"},
    {"Quote", "say \"hi\"", R"(say \"hi\")", "say \"hi\"", "say \"hi\""},
    {"Backslash", R"(a\b)", R"(a\\b)", R"(a\b)", R"(a\\b)"},
    {"Tab", "a\tb", R"(a\tb)", R"(a\u0009b)", R"(a\tb)"},
    {"Newline", "a\nb", R"(a\nb)", R"(a\u000ab)", R"(a\nb)"},
    {"Return", "a\rb", R"(a\rb)", R"(a\u000db)", R"(a\rb)"},
    {"BackspaceAndFeed", "\b\f", R"(\b\f)", R"(\u0008\u000c)",
     R"(\u0008\u000c)"},
    {"Nul", "a\0b"sv, R"(a\u0000b)", R"(a\u0000b)", R"(a\u0000b)"},
    {"TerminalTitle", "\x1b]0;x\x07", R"(\u001b]0;x\u0007)",
     R"(\u001b]0;x\u0007)", R"(\u001b]0;x\u0007)"},
    {"Delete", "\x7f", R"(\u007f)", R"(\u007f)", R"(\u007f)"},
    {"C1Control", "\xc2\x9b[2J", R"(\u009b[2J)", R"(\u009b[2J)",
     R"(\u009b[2J)"},
    {"BareC1Byte", "\x9b[2J", "\xef\xbf\xbd[2J", "\xef\xbf\xbd[2J",
     "\xef\xbf\xbd[2J"},
    {"DirectionOverride",
     "a\xe2\x80\xae"
     "b",
     R"(a\u202eb)", R"(a\u202eb)", R"(a\u202eb)"},
    {"Isolate", "\xe2\x81\xa6", R"(\u2066)", R"(\u2066)", R"(\u2066)"},
    {"ArabicLetterMark", "\xd8\x9c", R"(\u061c)", R"(\u061c)", R"(\u061c)"},
    {"LineSeparator", "\xe2\x80\xa8", R"(\u2028)", R"(\u2028)", R"(\u2028)"},
    {"Umlaut", "f\xc3\xbcr", "f\xc3\xbcr", "f\xc3\xbcr", "f\xc3\xbcr"},
    {"Emoji", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80",
     "\xf0\x9f\x98\x80"},
    {"Latin1", "f\xfcr", "f\xef\xbf\xbdr", "f\xef\xbf\xbdr", "f\xef\xbf\xbdr"},
    {"CutSequence", "a\xe2\x82", "a\xef\xbf\xbd", "a\xef\xbf\xbd",
     "a\xef\xbf\xbd"},
};

class Escape : public testing::TestWithParam<Case> {};

TEST_P(Escape, GivesExpected) {
  const Case& given = GetParam();
  EXPECT_EQ(escaped(given.bytes, Escaping::kJson), given.json);
  EXPECT_EQ(escaped(given.bytes, Escaping::kText), given.text);
  EXPECT_EQ(escaped(given.bytes, Escaping::kTsv), given.tsv);
}

TEST_P(Escape, IsReadBackByAnyJsonParser) {
  EXPECT_EQ(nlohmann::json::parse(json_string(GetParam().bytes)),
            to_valid_utf8(GetParam().bytes));
}

// The special byte is at each offset of an eight-byte word, because words are
// tested as a whole.
TEST_P(Escape, GivesExpectedAtEveryOffset) {
  for (std::size_t before = 0; before < 17; ++before) {
    const std::string pad(before, 'x');
    const std::string bytes = pad + std::string(GetParam().bytes) + "12345678";
    EXPECT_EQ(escaped(bytes, Escaping::kJson),
              pad + std::string(GetParam().json) + "12345678");
  }
}

INSTANTIATE_TEST_SUITE_P(Table, Escape, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

// For any two bytes, the escaped text has only printable ASCII and well-formed
// UTF-8.
TEST(EscapeAll, LetsNoControlThrough) {
  for (int high = 0; high < 256; ++high) {
    for (int low = 0; low < 256; ++low) {
      const std::string bytes = {static_cast<char>(high),
                                 static_cast<char>(low)};
      for (const Escaping escaping :
           {Escaping::kJson, Escaping::kText, Escaping::kTsv}) {
        const std::string out = escaped(bytes, escaping);
        ASSERT_TRUE(is_valid_utf8(out)) << high << " " << low;
        for (const char letter : out) {
          const auto byte = static_cast<unsigned char>(letter);
          ASSERT_TRUE(byte >= 0x20 && byte != 0x7f) << high << " " << low;
        }
        ASSERT_FALSE(out.size() == 2 && out[0] == '\xc2' &&
                     static_cast<unsigned char>(out[1]) < 0xa0);
      }
      ASSERT_EQ(nlohmann::json::parse(json_string(bytes)),
                to_valid_utf8(bytes));
    }
  }
}

TEST(PlainPrefix, KnowsEveryByte) {
  for (int value = 0; value < 256; ++value) {
    const bool plain =
        value >= 0x20 && value < 0x7f && value != '"' && value != '\\';
    for (std::size_t at = 0; at < 19; ++at) {
      std::string bytes(19, 'a');
      bytes[at] = static_cast<char>(value);
      ASSERT_EQ(plain_prefix(bytes), plain ? 19 : at) << value << " at " << at;
    }
  }
}

}  // namespace
}  // namespace gfetch::web
