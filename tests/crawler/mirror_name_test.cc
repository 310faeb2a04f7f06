#include "gfetch/crawler/mirror_name.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawler/file_name.h"
#include "tests/support/case_name.h"

namespace gfetch {
namespace {

constexpr std::string_view kPage = "text/html; charset=utf-8";

std::string name_of(std::string_view url, std::string_view type = kPage) {
  return mirror_name(*parse_url(url), type);
}

struct Case {
  const char* name;
  const char* url;
  const char* type;
  const char* file;
};

class MirrorName : public testing::TestWithParam<Case> {};

TEST_P(MirrorName, IsStable) {
  EXPECT_EQ(name_of(GetParam().url, GetParam().type), GetParam().file);
}

INSTANTIATE_TEST_SUITE_P(
    Pages, MirrorName,
    testing::Values(
        Case{"Page", "https://h/docs/a.html", "text/html", "h/docs/a.html"},
        Case{"Folder", "https://h/docs/", "text/html", "h/docs/index.html"},
        Case{"Root", "https://h", "text/html", "h/index.html"},
        Case{"Untyped", "https://h/", "", "h/index.html"},
        Case{"Clean", "https://h/about", "text/html", "h/about.html"},
        Case{"Script", "https://h/a.php", "Text/HTML;charset=x",
             "h/a.php.html"},
        Case{"Xhtml", "https://h/a.xhtml", "application/xhtml+xml",
             "h/a.xhtml"},
        Case{"Query", "https://h/list.php?page=2&by=date", "text/html",
             "h/list.php@page=2%26by=date.html"},
        Case{"FolderQuery", "https://h/?p=1", "text/html", "h/index@p=1.html"},
        Case{"PageQuery", "https://h/a.html?x", "text/html", "h/a.html@x.html"},
        Case{"Image", "https://h/a.png?v=3", "image/png", "h/a.png@v=3.png"},
        Case{"Logo", "https://h/logo", "image/png", "h/logo.png"},
        Case{"Feed", "https://h/feed/", "application/rss+xml",
             "h/feed/index.xml"},
        Case{"Unknown", "https://h/data.tar.gz", "application/octet-stream",
             "h/data.tar.gz"},
        Case{"Plain", "https://h/LICENSE", "text/plain", "h/LICENSE.txt"},
        Case{"Fragment", "https://h/a.html#top", "text/html", "h/a.html"},
        Case{"Port", "http://h:8080/", "text/html", "h@8080/index.html"},
        Case{"Ipv6", "http://[::1]:8080/", "text/html",
             "[%3A%3A1]@8080/index.html"}),
    test::case_name);

INSTANTIATE_TEST_SUITE_P(
    Unsafe, MirrorName,
    testing::Values(
        Case{"Dotfile", "https://h/.htaccess", "", "h/%2Ehtaccess"},
        Case{"DotFolder", "https://h/.git/config", "", "h/%2Egit/config"},
        Case{"Slash", "https://h/a%2fb/c.html", "text/html", "h/a%2Fb/c.html"},
        Case{"Climb", "https://h/..%2f..%2fetc%2fpasswd", "",
             "h/%2E.%2F..%2Fetc%2Fpasswd"},
        Case{"ClimbEncoded", "https://h/%2e%2e/%2e%2e/x.html", "text/html",
             "h/x.html"},
        Case{"Backslash", "https://h/a%5cb.html", "text/html", "h/a%5Cb.html"},
        Case{"Control", "https://h/a%0a%1b%00.html", "text/html",
             "h/a%0A%1B%00.html"},
        Case{"Bidi", "https://h/%e2%80%aea.html", "text/html",
             "h/%E2%80%AEa.html"},
        Case{"Latin1", "https://h/caf%e9.html", "text/html", "h/caf%E9.html"},
        Case{"Utf8", "https://h/caf%c3%a9.html", "text/html",
             "h/caf\xC3\xA9.html"},
        Case{"Percent", "https://h/100%25.html", "text/html", "h/100%25.html"},
        Case{"At", "https://h/@scope/a.html", "text/html", "h/%40scope/a.html"},
        Case{"Windows", "https://h/a:b*c|d.html", "text/html",
             "h/a%3Ab%2Ac%7Cd.html"},
        Case{"Device", "https://h/con/aux.html", "text/html",
             "h/%63on/%61ux.html"},
        Case{"LastDot", "https://h/a./b.html", "text/html", "h/a%2E/b.html"},
        Case{"LastBlank", "https://h/a%20/b.html", "text/html",
             "h/a%20/b.html"},
        Case{"Option", "https://h/-rf.html", "text/html", "h/%2Drf.html"},
        Case{"NoName", "https://h/a//b.html", "text/html", "h/a/%/b.html"}),
    test::case_name);

TEST(MirrorNames, AreNeverTooLongForAFileSystem) {
  const std::string part(400, 'a');
  const std::string name = name_of("https://h/" + part + "/" + part + ".html?" +
                                   std::string(3000, 'q'));
  EXPECT_LE(name.size(), kLongestMirrorPath);
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t slash = rest.find('/');
    EXPECT_LE(rest.substr(0, slash).size(), kLongestFileName);
    rest.remove_prefix(slash == rest.npos ? rest.size() : slash + 1);
  }
  EXPECT_TRUE(name.ends_with(".html"));
  EXPECT_NE(name, name_of("https://h/" + part + "/" + part + ".html?" +
                          std::string(3001, 'q')));
}

TEST(MirrorNames, OfPathsWithoutEndAreThatOfTheHost) {
  std::string path;
  for (int i = 0; i < 2000; ++i) path += "/a";
  const std::string name = name_of("https://h" + path + "/b.html");
  EXPECT_LE(name.size(), kLongestMirrorPath);
  EXPECT_TRUE(name.starts_with("h/b-")) << name;
  EXPECT_NE(name, name_of("https://h" + path + "/a/b.html"));
}

TEST(MirrorNames, AreDifferentForDifferentUrls) {
  std::set<std::string> names;
  const std::vector<std::string_view> urls{
      "https://h/a",     "https://h/a@b",   "https://h/a?b",
      "https://h/a%3Fb", "https://h/a/b",   "https://h/a%2Fb",
      "https://h//a",    "https://h/%25/a", "https://h/a%252Fb",
      "https://h/A",     "https://h/a?b?c", "https://h/a?b/c",
      "https://h:81/a",  "https://h/.a",    "https://h/%252Ea"};
  for (const std::string_view url : urls) {
    EXPECT_TRUE(names.insert(name_of(url)).second) << url;
  }
}

TEST(MirrorNames, GoToOneUrlEach) {
  MirrorNames names;
  const Url first = *parse_url("https://h/Readme.html");
  const Url second = *parse_url("https://h/README.html");
  const Url index = *parse_url("https://h/");
  const Url named = *parse_url("https://h/index.html");
  EXPECT_EQ(names.claim(first, kPage), "h/Readme.html");
  EXPECT_EQ(names.claim(first, kPage), "h/Readme.html");
  const std::string other = names.claim(second, kPage);
  EXPECT_TRUE(other.starts_with("README-")) << other;
  EXPECT_TRUE(other.ends_with(".html")) << other;
  EXPECT_EQ(names.claim(second, kPage), other);
  EXPECT_EQ(names.claim(index, kPage), "h/index.html");
  EXPECT_TRUE(names.claim(named, kPage).starts_with("index-"));
}

}  // namespace
}  // namespace gfetch
