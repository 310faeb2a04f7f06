// Tests LinkExtractor with feeds and sitemaps.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/web/links/link_extractor.h"
#include "tests/support/coding.h"
#include "tests/support/conformance.h"

namespace gfetch::web {
namespace {

PageFindings read(std::string_view body, const std::string& type,
                  LinkExtractorOptions options = {}, std::size_t piece = 0,
                  std::string_view url = "http://site.test/dir/feed") {
  LinkExtractor extractor(*parse_url(url), {{"Content-Type", type}},
                          std::move(options));
  if (piece == 0) piece = std::max<std::size_t>(body.size(), 1);
  for (std::size_t at = 0; at < body.size(); at += piece) {
    extractor.feed(body.substr(at, piece));
  }
  PageFindings findings = extractor.finish();
  resolve_links(findings.links, findings.base);
  return findings;
}

std::string words_of(const PageFindings& findings) {
  std::string words;
  for (const Link& link : findings.links) {
    if (!words.empty()) words += "; ";
    words +=
        std::string(link.tag) + (link.kind == LinkKind::kPage ? " " : "! ");
    words += link.url.href();
  }
  return words;
}

struct FeedCase {
  const char* name;
  const char* feed;
  const char* links;
};

class Feed : public testing::TestWithParam<FeedCase> {};

TEST_P(Feed, T56_IsReadInAnyPieces) {
  for (const std::size_t piece : {0U, 1U, 3U, 10U}) {
    EXPECT_EQ(words_of(read(GetParam().feed, "application/xml", {}, piece)),
              GetParam().links)
        << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Case, Feed,
    testing::Values(
        FeedCase{"Sitemap",
                 "<urlset><url><loc> http://a.test/?a&amp;b </loc></url>"
                 "<url><lastmod>x</lastmod></url></urlset>",
                 "url http://a.test/?a&b"},
        FeedCase{"SitemapOfImages",
                 "<urlset xmlns:image='i'><url><loc>http://a.test/</loc>"
                 "<image:image><image:loc>http://a.test/i</image:loc>"
                 "</image:image></url></urlset>",
                 "url http://a.test/; image! http://a.test/i"},
        FeedCase{"Index",
                 "<?xml version='1.0'?><sitemapindex><sitemap>"
                 "<loc>http://a.test/s.xml</loc></sitemap></sitemapindex>",
                 "sitemap http://a.test/s.xml"},
        FeedCase{"Rss",
                 "<rss><channel><link>http://a.test/</link><atom:link "
                 "rel='self' href='http://a.test/rss'/><item><link>/1</link>"
                 "<enclosure url='2.mp3'/><comments>3</comments></item>"
                 "<image><url>4.png</url></image></channel></rss>",
                 "link http://a.test/; link http://site.test/1; "
                 "enclosure! http://site.test/dir/2.mp3; "
                 "comments http://site.test/dir/3; "
                 "url! http://site.test/dir/4.png"},
        FeedCase{"RssWithGuidsOnly",
                 "<rss><channel><item><guid>http://a.test/1</guid></item>"
                 "<item><guid>2</guid></item><item><guid>http://a.test/no"
                 "</guid><link>http://a.test/3</link></item></channel></rss>",
                 "guid http://a.test/1; link http://a.test/3"},
        FeedCase{"Rdf",
                 "<rdf:RDF><channel><link>/a</link></channel>"
                 "<item><link>/b</link></item></rdf:RDF>",
                 "link http://site.test/a; link http://site.test/b"},
        FeedCase{"Atom",
                 "<feed xml:base='/b/'><link rel='self' href='no'/>"
                 "<link href='1'/><entry><link rel='alternate' href='2'/>"
                 "<link rel='enclosure' href='3'/><content src='4'/></entry>"
                 "</feed>",
                 "link http://site.test/b/1; link http://site.test/b/2; "
                 "link! http://site.test/b/3; content http://site.test/b/4"},
        FeedCase{"CutInAnAddress", "<urlset><url><loc>http://a.test/x", ""},
        FeedCase{"CutAfterAnAddress", "<urlset><url><loc>http://a.test/x<",
                 "url http://a.test/x"},
        FeedCase{"NotWellFormed",
                 "<urlset><url><loc>http://a.test/x</loc></ur><url>"
                 "<loc>http://a.test/y</loc></url></urlset>",
                 "url http://a.test/x"},
        FeedCase{"AnyOtherRoot", "<html><a href='x'/><loc>y</loc></html>", ""},
        FeedCase{"NoXml", "http://a.test/", ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Sitemap, SaysWhereAnAddressStands) {
  const PageFindings findings = read(
      "<urlset>\n <url><loc>http://a.test/</loc></url></urlset>", "text/xml");
  ASSERT_EQ(findings.links.size(), 1U);
  EXPECT_EQ(findings.links[0].position, (Position{2, 7}));
  EXPECT_EQ(findings.links[0].attribute, "loc");
}

TEST(Sitemap, IsReadInTheCharsetItDeclares) {
  EXPECT_EQ(words_of(read("<?xml version='1.0' encoding='iso-8859-1'?>"
                          "<urlset><url><loc>http://a.test/\xE9</loc></url>"
                          "</urlset>",
                          "text/xml")),
            "url http://a.test/%C3%A9");
}

TEST(Sitemap, MayBeOneAddressALineIfSomebodySaysSo) {
  const std::string text = "\nhttp://a.test/1\r\n no\n HTTPS://a.test/2 ";
  for (const std::size_t piece : {0U, 1U, 5U}) {
    EXPECT_EQ(words_of(read(text, "image/png", {.as_sitemap = true}, piece)),
              "url http://a.test/1; url https://a.test/2");
  }
  EXPECT_EQ(words_of(read(text, "text/plain")), "");
}

/// Document types with nested entities, a local file, or a file of another
/// host: none is read.
TEST(Sitemap, T53_RefusesDocumentTypes) {
  for (const char* doctype :
       {"<!DOCTYPE urlset>",
        "<!DOCTYPE urlset [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>",
        "<!DOCTYPE urlset [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE urlset SYSTEM 'http://127.0.0.1:1/x.dtd'>"}) {
    EXPECT_EQ(words_of(read(std::string(doctype) +
                                "<urlset><url><loc>http://a.test/</loc></url>"
                                "<url><loc>&a;&b;</loc></url></urlset>",
                            "text/xml")),
              "")
        << doctype;
  }
}

TEST(Sitemap, T53_KeepsToTheLimitsOfTheProtocol) {
  std::string sitemap = "<urlset>";
  for (int i = 0; i < 50'001; ++i) {
    sitemap += "<url><loc>http://a.test/" + std::to_string(i) + "</loc></url>";
  }
  const PageFindings many = read(sitemap, "text/xml");
  EXPECT_EQ(many.links.size(), 50'000U);
  EXPECT_TRUE(many.cut);

  const std::string blanks(51 * 1024 * 1024, ' ');
  const PageFindings large = read(
      "<urlset>" + blanks + "<url><loc>http://a.test/</loc></url>", "text/xml");
  EXPECT_TRUE(large.links.empty());
  EXPECT_TRUE(large.cut);
}

TEST(Sitemap, T53_InflatesNoMoreThanItMay) {
  const std::string map = "<urlset><url><loc>http://a.test/</loc></url>";
  const auto read_gzip = [](std::string_view body, const char* type,
                            const char* url = "http://a.test/map.xml.gz") {
    return read(body, type, {}, 0, url);
  };
  for (const char* type : {"application/gzip", "application/x-gzip",
                           "application/octet-stream", "text/xml"}) {
    EXPECT_EQ(words_of(read_gzip(test::gzip(map), type)), "url http://a.test/")
        << type;
  }
  const char* const archive = "http://a.test/x.tar.gz";
  EXPECT_EQ(words_of(read_gzip(test::gzip(map), "application/gzip", archive)),
            "");
  const PageFindings bomb = read_gzip(
      test::gzip(map + std::string(60 << 20, ' ')), "application/gzip");
  EXPECT_EQ(words_of(bomb), "url http://a.test/");
  EXPECT_TRUE(bomb.cut);
  const std::string cut = test::gzip(map);
  EXPECT_TRUE(read_gzip(cut.substr(0, cut.size() - 4), "application/gzip").cut);
}

TEST(Sitemap, IsAskedForByItsTypeAndName) {
  const auto may_hold = [](const char* url, std::vector<http::Header> headers) {
    return may_hold_links(*parse_url(url), headers);
  };
  const std::vector<http::Header> gzip = {{"Content-Type", "application/gzip"}};
  EXPECT_TRUE(may_hold("http://a.test/map.xml.gz?a", gzip));
  EXPECT_FALSE(may_hold("http://a.test/x.tar.gz", gzip));
  EXPECT_TRUE(may_hold("http://a.test/map.xml.gz",
                       {{"Content-Type", "application/octet-stream"}}));
  EXPECT_FALSE(
      may_hold("http://a.test/map.xml.gz", {{"Content-Type", "image/png"}}));
  EXPECT_TRUE(may_hold("http://a.test/", {}));
  EXPECT_FALSE(
      may_hold("http://a.test/", {{"X-Content-Type-Options", "nosniff"}}));
}

TEST(Sitemap, T53_StaysWithinBoundsOnHostileXml) {
  std::string deep = "<urlset>";
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  read(deep, "text/xml");
  const std::string megabytes(5'000'000, 'x');
  EXPECT_TRUE(
      read("<urlset><url><loc>http://a.test/" + megabytes + "</loc></url>",
           "text/xml")
          .links.empty());
  read("<urlset a='" + megabytes + "'>", "text/xml", {}, 1000);
  read("<urlset><!--" + megabytes, "text/xml", {}, 1000);
}

/// Compares the links of a test case with those that the suite expects. The
/// comparison is lenient for cases that the suite marks as lenient.
void judge(const nlohmann::json& item) {
  const std::string body =
      test::base64_decoded(item.at("content_b64").get<std::string>());
  std::vector<std::string> found;
  for (const Link& link :
       read(body, item.at("content_type"), {.as_sitemap = true}, 0,
            item.at("url").get<std::string>())
           .links) {
    found.push_back(link.url.without_fragment());
  }
  const nlohmann::json urls(found);
  const auto kind = item.at("kind").get<std::string>();
  if (item.contains("expected_urls_alternatives")) {
    const auto& sets = item.at("expected_urls_alternatives");
    EXPECT_NE(std::ranges::find(sets, urls), sets.end()) << item << urls;
  } else if (kind == "rss" || kind == "atom") {
    // The suite's list of URLs omits the links of the channel, but
    // LinkExtractor finds them.
    for (const auto& url : item.at("expected_urls")) {
      EXPECT_NE(std::ranges::find(found, url.get<std::string>()), found.end())
          << url;
    }
  } else if (item.contains("expected_count")) {
    EXPECT_EQ(found.size(), item.at("expected_count")) << item;
  } else if (item.contains("expected_urls")) {
    EXPECT_EQ(urls, item.at("expected_urls")) << item;
  } else {
    EXPECT_EQ(kind, "error");
    EXPECT_TRUE(found.empty()) << item << urls;
  }
}

TEST(SitemapConformance, T53_ReadsWhatCrawlersRead) {
  const auto path = test::conformance_file("sitemap/sitemap_cases.json");
  if (!path) GTEST_SKIP() << "no sitemap/sitemap_cases.json";
  const auto suite = nlohmann::json::parse(std::ifstream(*path));
  for (const auto& item : suite) judge(item);
  EXPECT_EQ(suite.size(), 35U);
}

}  // namespace
}  // namespace gfetch::web
