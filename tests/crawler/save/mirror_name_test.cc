#include "crawler/save/mirror_name.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/crawl/seen/seen_key.h"
#include "crawler/save/file_name.h"
#include "tests/support/case_name.h"

namespace gfetch::save {
namespace {

constexpr std::string_view kPage = "text/html; charset=utf-8";

std::string name_of(std::string_view url, std::string_view type = kPage) {
  return mirror_name(*web::parse_url(url), type);
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return text;
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
        Case{"Clean", "https://h/about", "text/html", "h/about@.html"},
        Case{"Script", "https://h/a.php", "Text/HTML;charset=x",
             "h/a.php@.html"},
        Case{"Xhtml", "https://h/a.xhtml", "application/xhtml+xml",
             "h/a.xhtml"},
        Case{"Query", "https://h/list.php?page=2&by=date", "text/html",
             "h/list.php@page=2%26by=date.html"},
        Case{"FolderQuery", "https://h/?p=1", "text/html", "h/@p=1.html"},
        Case{"PageQuery", "https://h/a.html?x", "text/html", "h/a.html@x.html"},
        Case{"Image", "https://h/a.png?v=3", "image/png", "h/a.png@v=3.png"},
        Case{"Logo", "https://h/logo", "image/png", "h/logo@.png"},
        Case{"Feed", "https://h/feed/", "application/rss+xml", "h/feed/@.xml"},
        Case{"Unknown", "https://h/data.tar.gz", "application/octet-stream",
             "h/data.tar.gz"},
        Case{"Plain", "https://h/LICENSE", "text/plain", "h/LICENSE@.txt"},
        Case{"NamedIndex", "https://h/docs/index.html", "text/html",
             "h/docs/%69ndex.html"},
        Case{"Manual", "https://h/gfetch.1", "text/troff", "h/gfetch.1@"},
        Case{"Version", "https://h/v1.2/a.html", "text/html", "h/v1.2/a.html"},
        Case{"FolderLikeAFile", "https://h/example.org/a.html", "text/html",
             "h/example.org@/a.html"},
        Case{"Http", "http://h/a.html", "text/html", "h@http/a.html"},
        Case{"HttpsPort", "https://h:8443/a.html", "text/html",
             "h@8443@https/a.html"},
        Case{"QueryUntyped", "https://h/get?x", "", "h/get@x@"},
        Case{"EscapedInQuery", "https://h/a.html?x%26y/z", "text/html",
             "h/a.html@x%%26y%2Fz.html"},
        Case{"EscapedInPath", "https://h/a%2Bb%3bc+d;e.html", "text/html",
             "h/a%2Bb%%3Bc+d%3Be.html"},
        Case{"Fragment", "https://h/a.html#top", "text/html", "h/a.html"},
        Case{"Port", "http://h:8080/", "text/html", "h@8080/index.html"},
        Case{"Ipv6", "http://[::1]:8080/", "text/html",
             "[%3A%3A1]@8080/index.html"}),
    test::case_name);

INSTANTIATE_TEST_SUITE_P(
    Unsafe, MirrorName,
    testing::Values(
        Case{"Dotfile", "https://h/.htaccess", "", "h/%2Ehtaccess@"},
        Case{"DotFolder", "https://h/.git/config", "", "h/%2Egit/config@"},
        Case{"Slash", "https://h/a%2fb/c.html", "text/html", "h/a%2Fb/c.html"},
        Case{"Climb", "https://h/..%2f..%2fetc%2fpasswd", "",
             "h/%2E.%2F..%2Fetc%2Fpasswd@"},
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
  EXPECT_LE(name.size(), kMaxMirrorPathBytes);
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t slash = rest.find('/');
    EXPECT_LE(rest.substr(0, slash).size(), kMaxFileNameBytes);
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
  EXPECT_LE(name.size(), kMaxMirrorPathBytes);
  EXPECT_TRUE(name.starts_with("h/b.html@@")) << name;
  EXPECT_NE(name, name_of("https://h" + path + "/a/b.html"));
}

// Returns similar URLs, with the media types that they could have.
std::vector<std::string> alike() {
  std::vector<std::string> urls;
  for (const std::string origin :
       {"https://h", "http://h", "http://h:443", "https://h:80", "http://h:81",
        "https://h:81"}) {
    urls.push_back(origin + "/a");
  }
  for (const std::string path :
       {"",          "index",    "index.html", "Index.html", "%2569ndex.html",
        "index.xml", "a",        "A",          "a@",         "a%40",
        "a%2540",    "a/",       "a//",        "/a",         "a.html",
        "a.html/",   "a.html/b", "a/b",        "a%2Fb",      "a%252Fb",
        "a@b",       "a%3Fb",    "a;b",        "a%3Bb",      "a%253Bb",
        "a+b",       "a%2Bb",    "a&b",        "a%26b",      "a%",
        "%",         "%/a",      "%2525/a",    "%252Ea",     ".a",
        "con",       "%2563on",  "con.html",   "a.",         "a%20",
        "a.png",     "a.png/x",  "a@.html",    "a.1",        "a.1/b",
        "%C3%A9",    "%E9",      "%25C3%25A9", "%E2%80%AE",  "a.html@"}) {
    for (const std::string query :
         {"", "?b", "?b.html", "?.html", "?@", "?%40", "?a/b", "?a%2Fb", "?a&b",
          "?a%26b", "?b@", "?%252F"}) {
      urls.push_back("https://h/" + path + query);
    }
  }
  return urls;
}

class MirrorNamesOfAll : public testing::TestWithParam<CaseSensitivity> {};

TEST_P(MirrorNamesOfAll, AreDifferentAndNoneIsAnothersFolder) {
  std::map<std::string, std::string> keys;  // the page keys by file name
  std::set<std::string> folders;
  for (const std::string& text : alike()) {
    const web::Url url = *web::parse_url(text);
    for (const std::string_view type :
         {"text/html", "image/png", "application/rss+xml", "text/plain", ""}) {
      std::string name = mirror_name(url, type, GetParam());
      if (GetParam() == CaseSensitivity::kInsensitive) name = lower(name);
      const auto [known, is_new] = keys.try_emplace(name, crawl::seen_key(url));
      EXPECT_EQ(known->second, crawl::seen_key(url)) << name;
      for (std::size_t slash = name.find('/'); slash != name.npos;
           slash = name.find('/', slash + 1)) {
        folders.insert(name.substr(0, slash));
      }
    }
  }
  for (const auto& [name, key] : keys) {
    EXPECT_FALSE(folders.contains(name)) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Disks, MirrorNamesOfAll,
                         testing::Values(CaseSensitivity::kSensitive,
                                         CaseSensitivity::kInsensitive));

TEST(MirrorNames, AreTheSameForAllSpellingsOfAUrl) {
  EXPECT_EQ(name_of("https://h/%61%2fb%c3%a9?%7E%26#x"),
            name_of("HTTPS://H:443/a%2Fb%C3%A9?~%26"));
  EXPECT_EQ(name_of("https://h/a?"), name_of("https://h/a"));
  EXPECT_EQ(name_of("https://h/100%"), name_of("https://h/100%25"));
}

TEST(MirrorNames, TellNothingByLettersThatADiskMayTakeForOne) {
  const web::Url url = *web::parse_url("https://h/Caf%C3%A9.html");
  EXPECT_EQ(mirror_name(url, kPage, CaseSensitivity::kInsensitive),
            "h/%43af%C3%A9.html");
}

}  // namespace
}  // namespace gfetch::save
