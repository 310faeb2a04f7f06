#include "crawler/save/file_name.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "crawler/web/text/utf8.h"
#include "tests/support/conformance.h"

namespace gfetch::save {
namespace {

using namespace std::string_literals;

/// Makes a safe file name for the key `k` and removes the hash from it.
std::string safe(std::string_view wished) {
  constexpr std::string_view kHash = "-8254c329a92850f6";
  std::string name = safe_file_name(wished, "k");
  const std::size_t at = name.find(kHash);
  if (at == name.npos) return "no hash: " + name;
  return name.erase(at, kHash.size());
}

struct SafeCase {
  const char* name;
  std::string wished;
  std::string safe;
};

class SafeFileName : public testing::TestWithParam<SafeCase> {};

TEST_P(SafeFileName, IsMadeOfAnyWish) {
  EXPECT_EQ(safe(GetParam().wished), GetParam().safe);
}

INSTANTIATE_TEST_SUITE_P(
    Case, SafeFileName,
    testing::Values(
        SafeCase{"Plain", "report.pdf", "report.pdf"},
        SafeCase{"Blanks", " a b.txt ", "a b.txt"},
        SafeCase{"Unicode", "r\u00e9sum\u00e9.pdf", "r\u00e9sum\u00e9.pdf"},
        SafeCase{"Traversal", "../../etc/passwd", "passwd"},
        SafeCase{"Absolute", "/etc/passwd", "passwd"},
        SafeCase{"Backslashes", "..\\..\\win.ini", "win.ini"},
        SafeCase{"Dots", "..", "file"}, SafeCase{"Empty", "", "file"},
        SafeCase{"Slash", "a/", "file"},
        SafeCase{"Dotfile", ".curlrc", "curlrc"},
        SafeCase{"Home", "~root", "root"}, SafeCase{"Option", "-rf", "rf"},
        SafeCase{"Controls", "a\x1b]0;x\x07\n\x7f.txt", "a_]0_x___.txt"},
        SafeCase{"C1", "a\u009b2J", "a_2J"},
        SafeCase{"Bidi", "exe.\u202efdp.exe", "exe._fdp.exe"},
        SafeCase{"Nul", "a\0b"s, "a_b"}, SafeCase{"NoUtf8", "a\xFF\xFE", "a__"},
        SafeCase{"Special", "a:b*c?d|e<f>g\"h$i`j", "a_b_c_d_e_f_g_h_i_j"},
        SafeCase{"Device", "con", "_con"},
        SafeCase{"DeviceWithEnding", "NUL.tar.gz", "_NUL.tar.gz"},
        SafeCase{"NumberedDevice", "Com1.txt", "_Com1.txt"},
        SafeCase{"NearlyADevice", "com10.txt", "com10.txt"},
        SafeCase{"TrailingDots", "a.txt. .", "a.txt"},
        SafeCase{"LongEnding", "a.abcdefghijklmnopqrst",
                 "a.abcdefghijklmnopqrst"},
        SafeCase{"OddEnding", "a.b c", "a.b c"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(SafeFileName, HasItsHashBeforeTheEnding) {
  EXPECT_EQ(safe_file_name("a.pdf", "k"), "a-8254c329a92850f6.pdf");
  EXPECT_EQ(safe_file_name("a", "k"), "a-8254c329a92850f6");
}

TEST(SafeFileName, IsNeverTooLongAndCutBetweenCharacters) {
  std::string wished;
  for (int i = 0; i < 200; ++i) wished += "\u20ac";
  for (const char* front : {"", "a", "ab"}) {
    const std::string name = safe_file_name(front + wished + ".txt", "k");
    EXPECT_LE(name.size(), kMaxFileNameBytes);
    EXPECT_GT(name.size(), kMaxFileNameBytes - 3);
    EXPECT_TRUE(web::is_valid_utf8(name));
    EXPECT_TRUE(name.ends_with("-8254c329a92850f6.txt")) << name;
  }
}

TEST(T07_SafeFileName, DiffersByKeyHoweverAlikeTheWishes) {
  std::set<std::string> names;
  for (const char* wished : {"a", "A", "\u00e9", "e\u0301"}) {
    for (int i = 0; i < 1000; ++i) {
      std::string name = safe_file_name(wished, wished + std::to_string(i));
      for (char& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      }
      names.insert(std::move(name));
    }
  }
  EXPECT_EQ(names.size(), 4000U);
}

TEST(UrlFileName, IsTheLastPartOfThePath) {
  const auto name = [](const char* url) {
    return url_file_name(*web::parse_http_url(url));
  };
  EXPECT_EQ(name("http://h/a/b.pdf?q=1/2#x"), "b.pdf");
  EXPECT_EQ(name("http://h/"), "index.html");
  EXPECT_EQ(name("http://h/a/"), "index.html");
  EXPECT_EQ(name("http://h/a%20b%2Fc"), "a b/c");
}

TEST(DispositionConformance, T04_ReadsTheNamesThatTheSuiteReads) {
  const auto path =
      test::conformance_file("http/content_disposition_cases.json");
  if (!path) GTEST_SKIP() << "no http/content_disposition_cases.json";
  std::ostringstream text;
  text << std::ifstream(*path).rdbuf();
  const nlohmann::json suite = nlohmann::json::parse(text.str());
  EXPECT_EQ(suite.size(), 63U);
  for (const auto& item : suite) {
    const auto header = item.at("header").get<std::string>();
    const std::string name = disposition_file_name(header);
    EXPECT_EQ(name, item.at("parsed_filename").get<std::string>()) << header;
    const std::string made = safe_file_name(name, "k");
    EXPECT_EQ(made.find_first_of("/\\\"\0\x1b"s), made.npos) << header;
    EXPECT_NE(made.front(), '.');
  }
}

TEST(DispositionFileName, ReadsLatin1AndLeavesSemicolonsInQuotes) {
  EXPECT_EQ(disposition_file_name("attachment; filename=\"caf\xE9.txt\""),
            "caf\u00e9.txt");
  EXPECT_EQ(disposition_file_name("attachment; filename=\"a;b\\\";c\"; x=y"),
            "a;b\";c");
  EXPECT_EQ(disposition_file_name(""), "");
}

}  // namespace
}  // namespace gfetch::save
