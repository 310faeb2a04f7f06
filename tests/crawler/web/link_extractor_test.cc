#include "crawler/web/links/link_extractor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/coding.h"

namespace gfetch::web {
namespace {

Url page_url() {
  return *parse_url("http://site.test/dir/page.html");
}

PageFindings read(std::string_view body, std::vector<http::Header> headers,
                  LinkExtractorOptions options = {}, std::size_t piece = 0) {
  LinkExtractor extractor(page_url(), headers, std::move(options));
  if (piece == 0) piece = std::max<std::size_t>(body.size(), 1);
  for (std::size_t at = 0; at < body.size(); at += piece) {
    extractor.feed(body.substr(at, piece));
  }
  PageFindings findings = extractor.finish();
  resolve_links(findings.links, findings.base);
  return findings;
}

PageFindings read_page(std::string_view page, std::size_t piece = 0) {
  return read(page, {{"Content-Type", "text/html; charset=utf-8"}}, {}, piece);
}

/// Formats a link as `a@href page http://… 'text'`.
std::string words_of(const Link& link) {
  std::string words(link.tag);
  if (!link.attribute.empty()) words += "@" + std::string(link.attribute);
  words += link.kind == LinkKind::kPage ? " page " : " asset ";
  std::string target = link.url.href();
  const std::string site = "http://site.test";
  if (target.starts_with(site)) target = target.substr(site.size());
  words += target;
  if (!link.text.empty()) words += " '" + link.text + "'";
  if (link.nofollow) words += " nofollow";
  return words;
}

std::string words_of(const PageFindings& findings) {
  std::string words;
  for (const Link& link : findings.links) {
    if (!words.empty()) words += "; ";
    words += words_of(link);
  }
  return words;
}

struct LinkCase {
  const char* name;
  const char* page;
  const char* links;
};

class PageLinks : public testing::TestWithParam<LinkCase> {};

TEST_P(PageLinks, T56_AreFoundInAnyPieces) {
  for (const std::size_t piece : {0U, 1U, 3U, 10U}) {
    EXPECT_EQ(words_of(read_page(GetParam().page, piece)), GetParam().links)
        << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Case, PageLinks,
    testing::Values(
        LinkCase{"Anchor", "<a href=x>A \n <b>bold</b> text</a> tail",
                 "a@href page /dir/x 'A bold text'"},
        LinkCase{"References", "<a href='?a=1&amp;b=2&copy=3'>&lt;x&gt;</a>",
                 "a@href page /dir/page.html?a=1&b=2&copy=3 '<x>'"},
        LinkCase{"EmptyHref", "<a href>x</a>",
                 "a@href page /dir/page.html 'x'"},
        LinkCase{"NoHref", "<a name=x>x</a><a>y</a>", ""},
        LinkCase{"Unclosed", "<a href=x>1<a href=y>2",
                 "a@href page /dir/x '1'; a@href page /dir/y '2'"},
        LinkCase{"Nofollow", "<a rel='ugc NoFollow' href=x>1</a><a href=y>",
                 "a@href page /dir/x '1' nofollow; a@href page /dir/y"},
        LinkCase{"ImageInAnchor",
                 "<a href=x><img src=i.png alt='An  image'></a>",
                 "a@href page /dir/x 'An image'; "
                 "img@src asset /dir/i.png 'An image'"},
        LinkCase{"ScriptInAnchor",
                 "<a href=x>1<script>hidden</script><style>p{}</style>2</a>",
                 "a@href page /dir/x '12'"},
        LinkCase{"Area", "<map><area href=x alt=There></map>",
                 "area@href page /dir/x 'There'"},
        LinkCase{"Srcset", "<img srcset='a.png, b.png 2x, c.png 3q' src=d.png>",
                 "img@srcset asset /dir/a.png; img@srcset asset /dir/b.png; "
                 "img@src asset /dir/d.png"},
        LinkCase{"Picture",
                 "<picture><source srcset='a 1w'><img src=b></picture>",
                 "source@srcset asset /dir/a; img@src asset /dir/b"},
        LinkCase{"Media",
                 "<video src=a poster=b><track src=c></video>"
                 "<audio><source src=d></audio><embed src=e><object data=f>",
                 "video@src asset /dir/a; video@poster asset /dir/b; "
                 "track@src asset /dir/c; source@src asset /dir/d; "
                 "embed@src asset /dir/e; object@data asset /dir/f"},
        LinkCase{"Frames",
                 "<frameset><frame src=a></frameset><iframe src=b>"
                 "<a href=no></a></iframe>",
                 "frame@src page /dir/a; iframe@src page /dir/b"},
        LinkCase{"Document",
                 "<iframe srcdoc='<a href=x>A</a><a rel=nofollow href=?b>"
                 "<title>no</title><img src=&quot;c&quot;>'></iframe>"
                 "<a href=d>D",
                 "a@href page /dir/x 'A'; "
                 "a@href page /dir/page.html?b nofollow; "
                 "img@src asset /dir/c; a@href page /dir/d 'D'"},
        LinkCase{"DocumentWithABase",
                 "<base href=/b/><iframe srcdoc='<base href=c/><a href=x>'>"
                 "</iframe><iframe srcdoc='<a href=y>'></iframe>",
                 "a@href page /b/c/x; a@href page /b/y"},
        LinkCase{"DocumentInADocument",
                 "<iframe srcdoc='<iframe src=x srcdoc=\"<a href=no>\">'>",
                 "iframe@src page /dir/x"},
        LinkCase{"Cite",
                 "<blockquote cite=a><q cite=b></q></blockquote>"
                 "<ins cite=c></ins><del cite=d></del><p cite=no>",
                 "blockquote@cite page /dir/a; q@cite page /dir/b; "
                 "ins@cite page /dir/c; del@cite page /dir/d"},
        LinkCase{"Pings", "<a ping='no no2' href=x><area ping=no>",
                 "a@href page /dir/x"},
        LinkCase{"Buttons",
                 "<button formaction=a></button>"
                 "<form method=post><input type=submit formaction=no>"
                 "<button formmethod=get formaction=b></button></form>"
                 "<form><input type=image src=c formaction=d>"
                 "<button formmethod=post formaction=no></button></form>",
                 "button@formaction page /dir/a; button@formaction page "
                 "/dir/b; input@src asset /dir/c; input@formaction page "
                 "/dir/d"},
        LinkCase{"OldElements",
                 "<html manifest=a><bgsound src=b><img lowsrc=c>",
                 "html@manifest asset /dir/a; bgsound@src asset /dir/b; "
                 "img@lowsrc asset /dir/c"},
        LinkCase{"EmptySources",
                 "<img src=''><iframe src></iframe><script src>"
                 "</script>",
                 ""},
        LinkCase{"Script", "<script src=a.js>'<a href=no>'</script>",
                 "script@src asset /dir/a.js"},
        LinkCase{"Noscript", "<noscript><a href=x></a></noscript>",
                 "a@href page /dir/x"},
        LinkCase{"Comment", "<!-- <a href=no> --><a href=x>",
                 "a@href page /dir/x"},
        LinkCase{"Input", "<input src=no><input type=IMAGE src=a alt=Go>",
                 "input@src asset /dir/a 'Go'"},
        LinkCase{"Background",
                 "<body background=a><table background=b>"
                 "<td background=c>",
                 "body@background asset /dir/a; table@background asset /dir/b; "
                 "td@background asset /dir/c"},
        LinkCase{"Forms",
                 "<form action=a></form><form method=post action=b>"
                 "</form><form method=GET action=c></form><form></form>",
                 "form@action page /dir/a; form@action page /dir/c"},
        LinkCase{"Svg",
                 "<svg><a xlink:href=a></a><image href=b /><use "
                 "xlink:href='c#d'/></svg><use href=no><image src=e>",
                 "a@xlink:href page /dir/a; image@href asset /dir/b; "
                 "use@xlink:href asset /dir/c#d; image@src asset /dir/e"},
        LinkCase{
            "LinkElements",
            "<link rel=Stylesheet href=a><link rel='shortcut icon' href=b>"
            "<link rel=canonical href=c><link rel=preconnect href=no>"
            "<link rel='alternate stylesheet' href=d><link rel=next href=e>"
            "<link href=no><link rel=preload imagesrcset='f 2x'>"
            "<link rel=pingback href=no><link rel=dns-prefetch href=no>",
            "link@href asset /dir/a; link@href asset /dir/b; "
            "link@href page /dir/c; link@href asset /dir/d; "
            "link@href page /dir/e; link@imagesrcset asset /dir/f"},
        LinkCase{"Refresh",
                 "<meta http-equiv=Refresh content='0; URL=\"x\"'>"
                 "<meta http-equiv=refresh content=5>",
                 "meta@content page /dir/x"},
        LinkCase{"LazyLoading", "<img data-src=no src=a>",
                 "img@src asset /dir/a"},
        LinkCase{
            "StyleElement",
            "<style>@import 'a.css'; p{background:url(b.png)}</style>",
            "style@@import asset /dir/a.css; style@url() asset /dir/b.png"},
        LinkCase{"UnclosedStyle", "<style>p{background:url(b.png",
                 "style@url() asset /dir/b.png"},
        LinkCase{"StyleAttribute",
                 "<div style='background:u\\72l(&quot;a.png&quot;)'>",
                 "div@style asset /dir/a.png"},
        LinkCase{"StyleOfAnUnknownElement", "<x-y style='b:url(a)'>",
                 "*@style asset /dir/a"},
        LinkCase{"Data", "<img src=' DATA:image/png,x'><a href=data:,x>", ""},
        LinkCase{"OtherSchemes", "<a href=mailto:a@b.c>",
                 "a@href page mailto:a@b.c"},
        LinkCase{"NoUrl", "<a href='http://['>x", "a@href page  'x'"}),
    [](const auto& test) { return std::string(test.param.name); });

struct BaseCase {
  const char* name;
  const char* page;
  const char* base;
};

class PageBase : public testing::TestWithParam<BaseCase> {};

TEST_P(PageBase, T57_IsTheFirstThatThePageCanHave) {
  EXPECT_EQ(read_page(GetParam().page).base.href(), GetParam().base);
}

INSTANTIATE_TEST_SUITE_P(
    Case, PageBase,
    testing::Values(
        BaseCase{"None", "<a href=x>", "http://site.test/dir/page.html"},
        BaseCase{"Relative", "<base href='../b/'>", "http://site.test/b/"},
        BaseCase{"OtherHost", "<base href=//other.test/>",
                 "http://other.test/"},
        BaseCase{"TheFirst", "<base href=/a/><base href=/b/>",
                 "http://site.test/a/"},
        BaseCase{"TheFirstWithHref", "<base target=_top><base href=/b/>",
                 "http://site.test/b/"},
        BaseCase{"Javascript", "<base href=javascript:x><base href=/b/>",
                 "http://site.test/dir/page.html"},
        BaseCase{"Data", "<base href=data:,x>",
                 "http://site.test/dir/page.html"},
        BaseCase{"NoUrl", "<base href=http://[>",
                 "http://site.test/dir/page.html"},
        BaseCase{"InAnImage", "<svg><base href=/b/></svg>",
                 "http://site.test/dir/page.html"},
        BaseCase{"InAComment", "<!--<base href=/b/>-->",
                 "http://site.test/dir/page.html"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(LinkExtractor, T57_ABaseCountsForLinksBeforeIt) {
  EXPECT_EQ(words_of(read_page("<a href=x></a><base href=/b/>")),
            "a@href page /b/x");
}

TEST(LinkExtractor, SaysWhereALinkStands) {
  const PageFindings findings =
      read_page("<p>\n  \u00e9 <a\nhref=x></a>\r\n<img src=y>");
  ASSERT_EQ(findings.links.size(), 2U);
  EXPECT_EQ(findings.links[0].position, (Position{2, 5}));
  EXPECT_EQ(findings.links[1].position, (Position{4, 1}));
}

TEST(LinkExtractor, FindsTitleCharsetAndAnchors) {
  const PageFindings findings = read(
      "<meta charset=latin1><title>caf\xE9</title><p id=a><a name=b></a>"
      "<svg id=c></svg><p id=>",
      {{"Content-Type", "text/html"}});
  EXPECT_EQ(findings.title, "caf\u00e9");
  EXPECT_EQ(findings.charset, "windows-1252");
  EXPECT_EQ(findings.anchors, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(LinkExtractor, CutsALongTextOnACharacter) {
  std::string text(199, 'x');
  EXPECT_EQ(read_page("<a href=x>" + text + "\u00e9</a>").links[0].text, text);
}

TEST(LinkExtractor, KnowsRobotsOfThePage) {
  const PageFindings robots =
      read_page("<a href=x><meta name=ROBOTS content='noarchive, NoFollow'>");
  EXPECT_TRUE(robots.nofollow);
  EXPECT_FALSE(robots.noindex);
  EXPECT_TRUE(robots.links[0].nofollow);
  EXPECT_TRUE(read_page("<meta name=gfetch content=none>").noindex);
  EXPECT_FALSE(read_page("<meta name=otherbot content=none>").noindex);
}

struct HeaderCase {
  const char* name;
  const char* header;
  const char* value;
  const char* links;
};

class HeaderLinks : public testing::TestWithParam<HeaderCase> {};

TEST_P(HeaderLinks, AreFoundWhateverTheBody) {
  const PageFindings findings = read(
      "<base href=/b/>",
      {{"Content-Type", "text/html"}, {GetParam().header, GetParam().value}});
  EXPECT_EQ(words_of(findings), GetParam().links);
  for (const Link& link : findings.links) {
    EXPECT_EQ(link.position, Position{});
  }
}

INSTANTIATE_TEST_SUITE_P(
    Case, HeaderLinks,
    testing::Values(
        HeaderCase{"One", "Link", "<x>; rel=next", "link: page /dir/x"},
        HeaderCase{"Several", "link",
                   "<x>;rel=\"prev\", </y,z;a>; title=\"a, <b>; \\\" c\" ; "
                   "rel=stylesheet,, <q>; rel=canonical",
                   "link: page /dir/x; link: asset /y,z;a; link: page /dir/q"},
        HeaderCase{"TheFirstRel", "Link", "<x>; rel=next; rel=preconnect",
                   "link: page /dir/x"},
        HeaderCase{"NotFollowed", "Link",
                   "<x>; rel=preconnect, <y>, <z>; rel=next; anchor=\"#a\"",
                   ""},
        HeaderCase{"Broken", "Link", "x; rel=next", ""},
        HeaderCase{"Unclosed", "Link", "<x; rel=next", ""},
        HeaderCase{"Nofollow", "Link", "<x>; rel=\"next nofollow\"",
                   "link: page /dir/x nofollow"},
        HeaderCase{"Refresh", "Refresh", "3;url=x", "refresh: page /dir/x"},
        HeaderCase{"RefreshOfThePage", "Refresh", "3", ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(LinkExtractor, KnowsRobotsOfTheHeaders) {
  const auto noindex = [](const char* value) {
    return read("", {{"X-Robots-Tag", value}}).noindex;
  };
  EXPECT_TRUE(noindex("noindex"));
  EXPECT_TRUE(noindex("noarchive, NOINDEX"));
  EXPECT_TRUE(noindex("gfetch: noindex"));
  EXPECT_TRUE(noindex("otherbot: nofollow, gfetch: noindex"));
  EXPECT_FALSE(noindex("otherbot: nofollow, noindex"));
  EXPECT_TRUE(noindex("unavailable_after: 1 Jan 2030, noindex"));
  EXPECT_FALSE(noindex("nofollow"));
}

TEST(LinkExtractor, ReadsStyleSheets) {
  const PageFindings findings =
      read("@import url(a.css);\np { background: url('b.png') }",
           {{"Content-Type", "text/css"}});
  EXPECT_EQ(words_of(findings),
            "css@@import asset /dir/a.css; css@url() asset /dir/b.png");
  EXPECT_EQ(findings.links[1].position, (Position{2, 22}));
}

TEST(LinkExtractor, ReadsNothingElse) {
  EXPECT_EQ(words_of(read("<a href=x>", {{"Content-Type", "text/plain"}})), "");
}

struct UntypedCase {
  const char* name;
  std::string body;
  const char* links;
};

class UntypedBody : public testing::TestWithParam<UntypedCase> {};

TEST_P(UntypedBody, IsReadAsItsFirstBytesSay) {
  for (const std::size_t piece : {0U, 1U, 600U}) {
    const std::string& body = GetParam().body;
    EXPECT_EQ(words_of(read(body, {}, {}, piece)), GetParam().links) << piece;
    const http::Header unknown = {"Content-Type", "unknown/unknown"};
    EXPECT_EQ(words_of(read(body, {unknown}, {}, piece)), GetParam().links);
    const http::Header nosniff = {"X-Content-Type-Options", "NoSniff"};
    EXPECT_EQ(words_of(read(body, {nosniff}, {}, piece)), "") << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Case, UntypedBody,
    testing::Values(
        UntypedCase{"Page", "\n <!doctype HTML><a href=x>",
                    "a@href page /dir/x"},
        UntypedCase{"Anchor", "<A href=x>", "a@href page /dir/x"},
        UntypedCase{"Comment", "<!-- x --><a href=x>", "a@href page /dir/x"},
        UntypedCase{"LongPage", "<p>" + std::string(2000, 'x') + "<a href=x>",
                    "a@href page /dir/x"},
        UntypedCase{"OtherElement", "<i><a href=x>", ""},
        UntypedCase{"LongerName", "<picture><a href=x>", ""},
        UntypedCase{"Text", "x <a href=x>", ""},
        UntypedCase{"Mark", "\xEF\xBB\xBF<html ><a href=x>", ""},
        UntypedCase{"Xhtml", "<?xml version='1.0'?><html><a href='x'/></html>",
                    "a@href page /dir/x"},
        UntypedCase{"Sitemap",
                    "<?xml version='1.0'?><urlset><url><loc>/x</loc></url>",
                    "url@loc page /x"},
        UntypedCase{"Rss", "<rss><channel><link>/x</link></channel></rss>",
                    "link page /x"},
        UntypedCase{"Gzip",
                    test::gzip("<urlset><url><loc>/x</loc></url></urlset>"),
                    ""},
        UntypedCase{"Nothing", "", ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(LinkExtractor, ReadsStyleSheetsInTheCharsetTheySay) {
  const auto charset_of = [](std::string_view sheet) {
    return read(sheet, {{"Content-Type", "text/css"}}).charset;
  };
  EXPECT_EQ(charset_of("@charset \"latin1\";a{}"), "windows-1252");
  EXPECT_EQ(charset_of("@charset \"utf-16\";a{}"), "UTF-8");
  EXPECT_EQ(charset_of(" @charset \"latin1\";"), "");
  EXPECT_EQ(charset_of("@charset 'latin1';"), "");
  EXPECT_EQ(charset_of("@charset \"latin1"), "");
}

TEST(LinkExtractor, KeepsNoMoreThanItsLimits) {
  const PageFindings findings =
      read("<a href=a id=a><a href=b id=b><a href=c id=c>",
           {{"Content-Type", "text/html"}}, {.max_links = 2, .max_anchors = 0});
  EXPECT_EQ(words_of(findings), "a@href page /dir/a; a@href page /dir/b");
  EXPECT_TRUE(findings.anchors.empty());
  EXPECT_TRUE(findings.cut);
}

TEST(LinkExtractor, T55_StaysWithinBoundsOnHostilePages) {
  std::string links;
  for (int i = 0; i < 1'000'000; ++i) links += "<a href=x>";
  const PageFindings many = read_page(links);
  EXPECT_EQ(many.links.size(), 100'000U);
  EXPECT_TRUE(many.cut);

  const std::string long_value(5'000'000, 'x');
  const PageFindings cut = read_page("<a href='" + long_value + "'><a href=y>");
  EXPECT_EQ(words_of(cut), "a@href page /dir/y");
  EXPECT_TRUE(cut.cut);
  EXPECT_FALSE(read_page("<img src='data:," + long_value + "'>").cut);

  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<div><svg><a href=x>";
  EXPECT_EQ(read_page(deep).links.size(), 100'000U);
}

}  // namespace
}  // namespace gfetch::web
