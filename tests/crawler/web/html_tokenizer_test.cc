#include "crawler/web/html/html_tokenizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gfetch::web {
namespace {

using namespace std::string_view_literals;

/// Records the tokens as one line of text, each with its kind.
class Recorder : public HtmlSink {
 public:
  void start_tag(const HtmlTag& tag) override {
    flush();
    line += "<" + std::string(tag.name);
    for (const HtmlAttribute& attribute : tag.attributes) {
      line += " " + std::string(attribute.name) + "=" +
              std::string(attribute.value.substr(0, 20));
      if (attribute.cut) line += "...";
      longest = std::max(longest, attribute.value.size());
    }
    line += tag.foreign ? " foreign>" : ">";
    positions += std::to_string(tag.position.line) + ":" +
                 std::to_string(tag.position.column) + " ";
    attributes = tag.attributes.size();
    name_length = tag.name.size();
  }
  void end_tag(std::string_view name) override {
    flush();
    line += "</" + std::string(name) + ">";
  }
  void characters(std::string_view text) override {
    if (texts++ < 1000) pending += text;
  }
  void comment(std::string_view text) override {
    flush();
    comment_length = text.size();
    line += "!";
  }
  void flush() {
    if (!pending.empty()) line += "'" + pending + "'";
    pending.clear();
  }

  std::string line;
  std::string pending;
  std::string positions;
  std::size_t attributes = 0;
  std::size_t longest = 0;
  std::size_t name_length = 0;
  std::size_t comment_length = 0;
  int texts = 0;
};

Recorder read(std::string_view page, std::size_t piece = 0,
              const HtmlTokenizerOptions& options = {}) {
  Recorder recorder;
  HtmlTokenizer tokenizer(recorder, options);
  if (piece == 0) piece = page.size();
  for (std::size_t at = 0; at < page.size(); at += piece) {
    tokenizer.feed(page.substr(at, piece));
  }
  tokenizer.finish();
  recorder.flush();
  return recorder;
}

struct Case {
  const char* name;
  const char* page;
  const char* tokens;
};

class HtmlTokens : public testing::TestWithParam<Case> {};

TEST_P(HtmlTokens, AreTheSameInAnyPieces) {
  for (const std::size_t piece : {0U, 1U, 2U, 3U, 7U}) {
    EXPECT_EQ(read(GetParam().page, piece).line, GetParam().tokens) << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Case, HtmlTokens,
    testing::Values(
        Case{"Plain", "<p class=a ID='b'>x &amp; y</p>",
             "<p class=a id=b>'x & y'</p>"},
        Case{"FirstOfTwoAttributes", "<a b=1 b=3><a b=1 B=2>",
             "<a b=1><a b=1>"},
        Case{"Quotes", "<a b='1\"' c=\"2'\"d=3'><e f=\"/>\">",
             "<a b=1\" c=2' d=3'><e f=/>>"},
        Case{"Blanks", "<a\n b = '1'\t c\f=2 d />x</a >",
             "<a b=1 c=2 d=>'x'</a>"},
        Case{"NoValue", "<a b c= d=><e f=''>", "<a b= c=d=><e f=>"},
        Case{"Slashes", "<a/><b / ><c/d=/e><f g=h/>", "<a><b><c d=/e><f g=h/>"},
        Case{"OddNames", "<a =b <c \"d='e'><F:g-1 h:i=j>",
             "<a =b= <c= \"d=e><f:g-1 h:i=j>"},
        Case{"ReferencesInValues", "<a b=&lt; c='&amp;x' d='&copy=1'>",
             "<a b=< c=&x d=&copy=1>"},
        Case{"EndTagsHaveNoAttributes", "</a b='>'></c/><d>", "</a></c><d>"},
        Case{"NoTags", "<><1><=></><!><?>x", "'<><1><=>x'"},
        Case{"Title", "<title><a></title><a>", "<title>'<a>'</title><a>"},
        Case{"Style", "<style><a>&amp;</style>", "<style>'<a>&amp;'</style>"},
        Case{"Script", "<script><!--<script></script>--></script><a>",
             "<script>'<!--<script></script>-->'</script><a>"},
        Case{"Noscript", "<noscript><a></noscript>",
             "<noscript><a></noscript>"},
        Case{"Plaintext", "<plaintext></plaintext>",
             "<plaintext>'</plaintext>'"},
        Case{"Svg", "<svg><style><a></style><![CDATA[<b>]]></svg><style><a>",
             "<svg foreign><style foreign><a foreign></style>'<b>'</svg>"
             "<style>'<a>'"},
        Case{"NoCdataInHtml", "<![CDATA[<b>]]>", "']]>'"},
        Case{"ForeignObject",
             "<svg><foreignObject><title><a></title></foreignobject><title>",
             "<svg foreign><foreignobject foreign><title>'<a>'</title>"
             "</foreignobject><title foreign>"},
        Case{"UnclosedSvg", "<svg><path><p><style><a></style>",
             "<svg foreign><path foreign><p><style>'<a>'</style>"},
        Case{"EmptySvg", "<svg/><title><a>", "<svg foreign><title>'<a>'"},
        Case{"EndInATag", "x<a href='y", "'x'"},
        Case{"EndInAReference", "x&am", "'x&am'"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(HtmlTokenizer, SaysWhereATagStands) {
  const std::string page =
      "<a>\r\n<b\n c=d>\u00e9\u20ac<i>\r<b></b>\n\n  <script> < </script><p>";
  for (const std::size_t piece : {0U, 1U, 2U, 5U}) {
    EXPECT_EQ(read(page, piece).positions, "1:1 2:1 3:8 4:1 6:3 6:23 ");
  }
}

TEST(HtmlTokenizer, CommentsAreForThoseWhoAsk) {
  EXPECT_EQ(read("<!--a--><b>").line, "<b>");
  EXPECT_EQ(read("<!--a--><b>", 0, {.comments = true}).line, "!<b>");
}

TEST(HtmlTokenizer, T55_KeepsNoMoreThanItsLimits) {
  const std::string megabyte(1 << 20, 'x');
  const Recorder value = read("<a b='" + megabyte + "' c=d>");
  EXPECT_EQ(value.longest, kMaxHtmlValueBytes);
  EXPECT_TRUE(value.line.ends_with("... c=d>")) << value.line;

  const Recorder name = read("<" + megabyte + " " + megabyte + "=y>");
  EXPECT_EQ(name.name_length, kMaxHtmlNameBytes);
  EXPECT_EQ(name.attributes, 1U);

  std::string many = "<a";
  for (int i = 0; i < 1'000'000; ++i) many += " a" + std::to_string(i) + "=v";
  EXPECT_EQ(read(many + ">").attributes, kMaxHtmlAttributes);
  EXPECT_EQ(read(many.substr(0, 600) + ">").attributes,
            read(many.substr(0, 600) + ">", 1).attributes);

  EXPECT_EQ(
      read("<!--" + megabyte + "-->", 0, {.comments = true}).comment_length,
      kMaxHtmlTagBytes);
}

/// Pages that would take very long, or all memory, if a step of the tokenizer
/// were not linear.
TEST(HtmlTokenizer, T55_ReadsHostilePagesInLinearTime) {
  constexpr int kTimes = 100'000;
  const auto repeated = [](std::string_view text) {
    std::string page;
    for (int i = 0; i < kTimes; ++i) page += text;
    return page;
  };
  for (const std::string_view part :
       {"<div>"sv, "<svg>"sv, "<a "sv, "</"sv, "<!--"sv, "&"sv, "&amp"sv,
        "&#"sv, "<a b=&"sv, "<a b='"sv, "<!"sv, "]]"sv, "\r"sv, "\0"sv,
        "<script>"sv, "<title>"sv, "<![CDATA["sv, "-"sv, "<?"sv}) {
    read(repeated(part));
    read("<script><!--" + repeated(part));
    read("<title>" + repeated(part), 7);
    read("<!DOCTYPE " + repeated(part));
    read("<svg><![CDATA[" + repeated(part));
  }
}

}  // namespace
}  // namespace gfetch::web
