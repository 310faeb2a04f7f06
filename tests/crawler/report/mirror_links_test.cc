#include "gfetch/report/mirror.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crawler/save/partial_file.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/web/link.h"
#include "tests/support/temp_dir.h"

namespace gfetch::report {
namespace {

class MirrorLinksTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = save::BodyFolder::open(dir_.path().string());
    ASSERT_TRUE(folder.ok());
    folder_ = std::move(*folder);
    links_ = std::make_unique<MirrorLinks>(*folder_);
  }

  /// Saves a body for `url` and reports the visit of `url`.
  void save(std::string_view url, const std::string& name,
            std::string_view text, std::string_view type = "text/html",
            std::string_view asked = {}) {
    auto part = folder_->begin("part");
    ASSERT_TRUE(part.ok());
    ASSERT_TRUE(part->write(text).ok());
    const auto path = part->finish(name);
    ASSERT_TRUE(path.ok());
    crawl::Visit visit;
    visit.url = asked.empty() ? url : asked;
    visit.final_url = url;
    visit.file = *path;
    visit.ok = true;
    visit.headers = {{"Content-Type", std::string(type)}};
    EXPECT_TRUE(links_->report(visit).ok());
  }

  /// Converts a page at http://h/a/page.html, and returns it. The mirror also
  /// has a page at http://h/a/next.html and an image at http://h/img/x.png.
  std::string converted(std::string_view page,
                        std::string_view type = "text/html") {
    save("http://h/a/page.html", "h/a/page.html", page, type);
    save("http://h/a/next.html", "h/a/next.html", "next", "text/html",
         "http://h/a/old");
    save("http://h/img/x.png?v=1", "h/img/x.png@v=1.png", "x", "image/png");
    EXPECT_TRUE(links_->finish().ok());
    return test::read_file(dir_.path() / "h/a/page.html");
  }

  test::TempDir dir_;
  std::unique_ptr<save::BodyFolder> folder_;
  std::unique_ptr<MirrorLinks> links_;
};

TEST_F(MirrorLinksTest, MakesLinksToWhatWasSavedRelative) {
  EXPECT_EQ(converted("<p><a href=\"http://h/a/next.html#x\">x</a>"
                      "<img src=/img/x.png?v=1 alt=\"a > b\">"
                      "<a title=t href='../a/next.html'>y</a></p>"),
            "<p><a href=\"next.html#x\">x</a>"
            "<img src=\"../img/x.png@v=1.png\" alt=\"a > b\">"
            "<a title=t href='next.html'>y</a></p>");
}

TEST_F(MirrorLinksTest, MakesAllOtherLinksAbsolute) {
  EXPECT_EQ(converted("<a href=missing.html?a=1&amp;b=2>x</a>"
                      "<A HREF = \"//other/'\">y</A>"),
            "<a href=\"http://h/a/missing.html?a=1&amp;b=2\">x</a>"
            "<A HREF = \"http://other/'\">y</A>");
}

TEST_F(MirrorLinksTest, LeavesWhatIsNoAddressOfAPage) {
  const std::string_view page =
      "<a href=#top>1</a><a href=mailto:ann@h>2</a><a href=''>3</a>"
      "<a href=javascript:void(0)>4</a><a>5</a><a href>6</a>"
      "<img src=data:,x><!-- <a href=next.html> --> <a href=http://>7</a>"
      "<script>var a = '<a href=/a/next.html>';</script>"
      "<textarea><a href=/a/next.html></textarea>";
  EXPECT_EQ(converted(page), page);
}

TEST_F(MirrorLinksTest, FollowsARedirectToItsPage) {
  EXPECT_EQ(converted("<a href=old#x>x</a>"), "<a href=\"next.html#x\">x</a>");
}

TEST_F(MirrorLinksTest, ConvertsEveryImageOfASrcset) {
  EXPECT_EQ(converted("<img srcset='/img/x.png?v=1 1x, /img/y.png 2x'>"),
            "<img srcset='../img/x.png@v=1.png 1x, http://h/img/y.png 2x'>");
}

TEST_F(MirrorLinksTest, ConvertsStylesAndRefreshes) {
  EXPECT_EQ(converted("<style>a { background: url( '/img/x.png?v=1' ) }\n"
                      "@import \"print.css\";</style>"
                      "<b style=\"background:url(/img/x.png?v=1)\">x</b>"
                      "<meta http-equiv=refresh content='5; url=next.html'>"),
            "<style>a { background: url( '../img/x.png@v=1.png' ) }\n"
            "@import \"http://h/a/print.css\";</style>"
            "<b style=\"background:url(../img/x.png@v=1.png)\">x</b>"
            "<meta http-equiv=refresh content='5; url=next.html'>");
}

TEST_F(MirrorLinksTest, TakesItsEffectFromABase) {
  save("http://h/a/page.html", "h/a/page.html", "", "text/html");
  links_ = std::make_unique<MirrorLinks>(*folder_);
  crawl::Visit visit;
  visit.url = visit.final_url = "http://h/a/page.html";
  visit.headers = {{"Content-Type", "text/html"}};
  visit.file = dir_.write("h/a/page.html",
                          "<base href=/b/><a href=x.html>x</a>"
                          "<a href=/a/page.html#y>y</a>")
                   .string();
  auto page = std::make_shared<web::PageFindings>();
  page->base = *web::parse_url("http://h/b/");
  visit.page = page;
  EXPECT_TRUE(links_->report(visit).ok());
  EXPECT_TRUE(links_->finish().ok());
  EXPECT_EQ(test::read_file(dir_.path() / "h/a/page.html"),
            "<base href=\"\"><a href=\"http://h/b/x.html\">x</a>"
            "<a href=\"page.html#y\">y</a>");
}

TEST_F(MirrorLinksTest, RepeatsNothingOfAStyleThatHoldsTags) {
  EXPECT_EQ(converted("<svg><style>a{b:url(next.html)}<a href=next.html>x"
                      "<style>@import 'next.html'"),
            "<svg><style>a{b:url(next.html)}<a href=next.html>x"
            "<style>@import 'next.html'");
}

TEST_F(MirrorLinksTest, DropsTheHashOfWhatItMayHaveChanged) {
  EXPECT_EQ(converted("<link rel=stylesheet integrity=\"sha256-x\" "
                      "href=/img/x.png?v=1>"),
            "<link rel=stylesheet integrity=\"\" "
            "href=\"../img/x.png@v=1.png\">");
}

TEST_F(MirrorLinksTest, ChangesNoOtherByte) {
  EXPECT_EQ(converted("<!DOCTYPE html>\r\n<p\tclass=x>caf\xE9 &eacute; \r"
                      "<a\r\nhref='next.html?\xE9'\r>x</a \n>\r\n\n"
                      "<a href=/a/next.html href=/a/next.html>y</a><p",
                      "text/html; charset=iso-8859-1"),
            "<!DOCTYPE html>\r\n<p\tclass=x>caf\xE9 &eacute; \r"
            "<a\r\nhref='http://h/a/next.html?%E9'\r>x</a \n>\r\n\n"
            "<a href=\"next.html\" href=/a/next.html>y</a><p");
}

TEST_F(MirrorLinksTest, LeavesPagesAloneInWhichAsciiIsNotAscii) {
  const std::string page("<\0a\0 \0h\0r\0e\0f\0=\0/\0>\0", 20);
  save("http://h/a.html", "h/a.html", page, "text/html; charset=utf-16le");
  EXPECT_TRUE(links_->finish().ok());
  EXPECT_EQ(test::read_file(dir_.path() / "h/a.html"), page);
}

TEST_F(MirrorLinksTest, LeavesPagesAloneThatAreTooLarge) {
  std::string told;
  links_ = std::make_unique<MirrorLinks>(
      *folder_, crawl::SeenKeyOptions(),
      [&told](std::string_view text) { told = text; });
  const std::string page =
      "<a href=/a.html>x</a>" + std::string(MirrorLinks::kMaxConverted, ' ');
  save("http://h/a.html", "h/a.html", page);
  save("http://h/b.html", "h/b.html", "<a href=/a.html>x</a>");
  EXPECT_TRUE(links_->finish().ok());
  EXPECT_EQ(test::read_file(dir_.path() / "h/a.html"), page);
  EXPECT_EQ(test::read_file(dir_.path() / "h/b.html"),
            "<a href=\"a.html\">x</a>");
  EXPECT_EQ(told, "h/a.html keeps its links: it is too large");
}

TEST_F(MirrorLinksTest, ConvertsStyleSheets) {
  save("http://h/s/a.css", "h/s/a.css",
       "/* url(no.png) */ @import url(b.css); a{background:url(\"x\\\"y\")}"
       "b{background:url(x?\\\\)}",
       "text/css");
  save("http://h/b.css", "h/b.css", "", "text/css", "http://h/s/b.css");
  EXPECT_TRUE(links_->finish().ok());
  EXPECT_EQ(test::read_file(dir_.path() / "h/s/a.css"),
            "/* url(no.png) */ @import url(../b.css); "
            "a{background:url(\"http://h/s/x%22y\")}"
            "b{background:url(http://h/s/x?%5C)}");
}

TEST_F(MirrorLinksTest, WritesNamesAsLinksHaveThem) {
  save("http://h/a%20b/c%25.html", "h/a b/c%25.html", "x");
  save("http://h/", "h/index.html", "<a href='/a%20b/c%25.html'>x</a>");
  EXPECT_TRUE(links_->finish().ok());
  EXPECT_EQ(test::read_file(dir_.path() / "h/index.html"),
            "<a href='a%20b/c%2525.html'>x</a>");
}

TEST_F(MirrorLinksTest, GivesTheSameWhenDoneTwice) {
  const std::string once = converted("<a href=/a/next.html>x</a>");
  links_ = std::make_unique<MirrorLinks>(*folder_);
  EXPECT_EQ(converted(once), once);
}

class MirrorIndexesTest : public MirrorLinksTest {
 protected:
  void save(const std::string& name, std::string_view text) {
    auto part = folder_->begin("part");
    ASSERT_TRUE(part.ok() && part->write(text).ok());
    crawl::Visit visit;
    visit.file = part->finish(name).value();
    EXPECT_TRUE(indexes().report(visit).ok());
  }

  MirrorIndexes& indexes() {
    if (!indexes_) indexes_.emplace(*folder_);
    return *indexes_;
  }

  std::optional<MirrorIndexes> indexes_;
};

TEST_F(MirrorIndexesTest, GiveAFolderThePageOfThatName) {
  save("h/a/%69ndex.html", "named");
  save("h/b/%69ndex.html", "named");
  save("h/b/index.html", "folder");
  save("h/c/index.html", "folder");
  EXPECT_TRUE(indexes().finish().ok());
  EXPECT_EQ(test::read_file(dir_.path() / "h/a/index.html"), "named");
  EXPECT_EQ(test::read_file(dir_.path() / "h/b/index.html"), "folder");
  EXPECT_EQ(test::read_file(dir_.path() / "h/c/index.html"), "folder");
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "h/c/%69ndex.html"));
}

}  // namespace
}  // namespace gfetch::report
