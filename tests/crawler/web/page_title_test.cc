#include "crawler/web/links/link_extractor.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace gfetch::web {
namespace {

std::string title_of(std::string_view page, std::size_t piece = 0) {
  LinkExtractor extractor({}, {{"Content-Type", "text/html"}});
  if (piece == 0) piece = page.size();
  for (std::size_t at = 0; at < page.size(); at += piece) {
    extractor.feed(page.substr(at, piece));
  }
  return extractor.finish().title;
}

struct TitleCase {
  const char* name;
  const char* page;
  const char* title;
};

class Title : public testing::TestWithParam<TitleCase> {};

TEST_P(Title, IsFoundByTheRules) {
  EXPECT_EQ(title_of(GetParam().page), GetParam().title);
}

TEST_P(Title, IsFoundInAnyPieces) {
  for (const std::size_t piece : {1U, 2U, 3U, 7U}) {
    EXPECT_EQ(title_of(GetParam().page, piece), GetParam().title) << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Case, Title,
    testing::Values(
        TitleCase{"Plain", "<html><head><title>A page</title>", "A page"},
        TitleCase{"None", "<html><p>text", ""},
        TitleCase{"Blanks", "<title>\n a \t b\r\n</title>", "a b"},
        TitleCase{"AnyCase", "<TiTle lang=en>x</tITLE >", "x"},
        TitleCase{"TheFirst", "<title>1</title><title>2</title>", "1"},
        TitleCase{"InTheBody", "<body><p><title>x</title>", "x"},
        TitleCase{"TagsAreText", "<title>a <b>c</b></title>", "a <b>c</b>"},
        TitleCase{"NearlyItsEnd", "<title>a</titles><</title>", "a</titles><"},
        TitleCase{"EndOfThePage", "<title>cut of", "cut of"},
        TitleCase{"EndOfThePageInATag", "<title>cut</tit", "cut</tit"},
        TitleCase{"References", "<title>&lt;a&gt; &#65;&#x42;&eacute;</title>",
                  "<a> AB\u00e9"},
        TitleCase{"WithoutSemicolon", "<title>a &amp b &copy2</title>",
                  "a & b \u00a9"
                  "2"},
        TitleCase{"LongestName", "<title>&notin; &notit;</title>",
                  "\u2209 \u00acit;"},
        TitleCase{"NoReference", "<title>a & b &; &#; &x</title>",
                  "a & b &; &#; &x"},
        TitleCase{"OddNumbers", "<title>&#0;&#xD800;&#x110000;&#128;</title>",
                  "\uFFFD\uFFFD\uFFFD\u20AC"},
        TitleCase{"InAComment", "<!-- <title>x</title> --><title>y</title>",
                  "y"},
        TitleCase{"ShortComments", "<!--><title>y</title>", "y"},
        TitleCase{"DashesInAComment", "<!-- a -- > --!><title>y</title>", "y"},
        TitleCase{"BogusComments", "<!x <title>><?y?></3><title>z</title>",
                  "z"},
        TitleCase{"InAnAttribute",
                  "<a b='<title>x</title>' c=\"<title>\"><title>y</title>",
                  "y"},
        TitleCase{"OddAttributes", "<a =\"> b = '>' c=d'e ><title>y</title>",
                  "y"},
        TitleCase{"UnquotedValue", "<a b=<title>x<title>y</title>", "y"},
        TitleCase{"InAScript",
                  "<script>'<title>x</title>'</script>"
                  "<title>y</title>",
                  "y"},
        TitleCase{"InRawText",
                  "<style><title>x</style><textarea><title>x"
                  "</textarea><title>y</title>",
                  "y"},
        TitleCase{"OfAnImage",
                  "<svg><g><title>x</title></g></svg><title>y</title>", "y"},
        TitleCase{"AfterAnEmptyImage", "<svg a='b'/><title>y</title>", "y"},
        TitleCase{"PlainText", "<plaintext><title>x</title>", ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(PageTitle, IsCutOnACharacter) {
  std::string title(4095, 'x');
  EXPECT_EQ(title_of("<title>" + title + "\u00e9y</title>"), title);
  EXPECT_EQ(title_of("<title>" + title + "zyx</title>"), title + "z");
}

}  // namespace
}  // namespace gfetch::web
