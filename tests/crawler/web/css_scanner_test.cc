#include "crawler/web/css/css_scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace gfetch::web {
namespace {

std::string urls_in(std::string_view sheet, std::size_t piece = 0) {
  std::string urls;
  CssScanner scanner([&urls](const CssUrl& url) {
    if (!urls.empty()) urls += " ";
    urls += (url.import ? "@" : "") + std::string(url.target.substr(0, 100));
    if (url.cut) urls += "...";
  });
  if (piece == 0) piece = sheet.size();
  for (std::size_t at = 0; at < sheet.size(); at += piece) {
    scanner.feed(sheet.substr(at, piece));
  }
  scanner.finish();
  return urls;
}

struct CssCase {
  const char* name;
  const char* sheet;
  const char* urls;
};

class CssUrls : public testing::TestWithParam<CssCase> {};

TEST_P(CssUrls, T56_AreFoundInAnyPieces) {
  for (const std::size_t piece : {0U, 1U, 2U, 3U, 7U}) {
    EXPECT_EQ(urls_in(GetParam().sheet, piece), GetParam().urls) << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Case, CssUrls,
    testing::Values(
        CssCase{"Plain", "a { b: url(x.png) }", "x.png"},
        CssCase{"Quoted", "a{b:url('x y.png')c:url( \"z\" )}", "x y.png z"},
        CssCase{"Blanks", "url( \n x\t )", "x"},
        CssCase{"AnyCase", "URL(x) uRl('y')", "x y"},
        CssCase{"Import", "@import 'a.css';@IMPORT url(b.css) print;",
                "@a.css @b.css"},
        CssCase{"ImportAfterAComment", "@import/**/ /* x */ \"a\";", "@a"},
        CssCase{"ImportOfNothing", "@import x 'a'; @import; 'b'", ""},
        CssCase{"OtherStrings", "@charset 'x'; a { content: 'url(y)' }", ""},
        CssCase{"Namespace", "@namespace svg url(http://w3.test/svg);url(x)",
                "x"},
        CssCase{"NamespaceString", "@namespace 'x'; @import 'y';", "@y"},
        CssCase{"InAComment", "/* url(x) **/ url(y) /* url(z)", "y"},
        CssCase{"NoComment", "a / * url(x) */", "x"},
        CssCase{"OtherFunctions", "myurl(x) url-prefix(y) -url(z) 1url(a)", ""},
        CssCase{"MarkedWords", "#url(x) @url(y)", ""},
        CssCase{"NoFunction", "url (x)", ""},
        CssCase{"Empty", "url() url('') url( )", ""},
        CssCase{"EscapedName", "\\75 rl(x) u\\52l(y) \\000075rl(z)", "x y z"},
        CssCase{"Escapes", "url(a\\)b\\20 c\\28) url('d\\'e\\\nf\\0000e9g')",
                "a)b c( d'ef\u00e9g"},
        CssCase{"NoCharacters", "url(\\0 \\d800 \\110000 )",
                "\uFFFD\uFFFD\uFFFD"},
        CssCase{"BadUrls", "url(a b) url(c\"d) url(e(f) url(g\\\nh) url(i)",
                "i"},
        CssCase{"EscapeInABadUrl", "url(a b\\) c) url(d)", "d"},
        CssCase{"StringOverALine", "url('a\nb) url(c)", "c"},
        CssCase{"ImageSet",
                "a{b:image-set('a' 1x, \"b\" type('c') 2x, url(d));e:'no'}",
                "a b d"},
        CssCase{"ImageSetOfWebkit", "-Webkit-image-SET( 'a' 1x ) 'no'", "a"},
        CssCase{"NoImageSet", "image-set ('a') my-image-set('b')", ""},
        CssCase{"UnclosedImageSet", "a{b:image-set('c'}d{e:'f'}", "c"},
        CssCase{"ImageSetWithin", "cross-fade(image-set('a'), 'no')", "a"},
        CssCase{"EndInAUrl", "url(x", "x"},
        CssCase{"EndInBlanks", "url(x ", "x"},
        CssCase{"EndInAString", "url('x", "x"},
        CssCase{"EndInAnEscape", "url(x\\", "x"},
        CssCase{"Unicode", "url(\u00e9.png) \u00e9url(x)", "\u00e9.png"},
        CssCase{"Several", "src:url(a)format('b'),url(c)", "a c"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(CssScanner, T55_KeepsNoMoreThanItsLimits) {
  const std::string megabytes(5'000'000, 'x');
  EXPECT_TRUE(urls_in("url(" + megabytes + ")").ends_with("..."));
  EXPECT_EQ(urls_in(megabytes + " url(y)"), "y");
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "url(";
  EXPECT_EQ(urls_in(many), "");
  EXPECT_EQ(urls_in(std::string(1'000'000, '\\')), "");
  EXPECT_EQ(urls_in(std::string(1'000'000, '\0')), "");
}

}  // namespace
}  // namespace gfetch::web
