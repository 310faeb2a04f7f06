#include "gfetch/web/cookie_jar.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/case_name.h"

namespace gfetch::web {
namespace {

using namespace std::chrono_literals;

const SystemTime kNow = SystemTime(std::chrono::sys_days(
    std::chrono::year(2026) / std::chrono::month(7) / std::chrono::day(1)));

Url url(std::string_view text) {
  return *parse_url(text);
}

struct Case {
  std::string_view name;
  std::string_view from;
  std::string_view set_cookie;
  std::string_view to;
  std::string_view sent;
};

void PrintTo(const Case& item, std::ostream* out) {
  *out << item.set_cookie << " from " << item.from << " to " << item.to;
}

class CookieTable : public testing::TestWithParam<Case> {};

TEST_P(CookieTable, Sends) {
  CookieJar jar;
  jar.store(url(GetParam().from), GetParam().set_cookie, kNow);
  EXPECT_EQ(jar.cookies_for(url(GetParam().to), kNow), GetParam().sent);
}

constexpr Case kSuffixes[] = {
    {"T17_TopLevel", "http://a.com/", "k=v; Domain=com", "http://b.com/", ""},
    {"T17_TopLevelWithDot", "http://a.com/", "k=v; Domain=.com",
     "http://a.com/", ""},
    {"T17_CountryCode", "http://a.co.uk/", "k=v; Domain=co.uk",
     "http://a.co.uk/", ""},
    {"T17_PrivateSuffix", "http://a.github.io/", "k=v; Domain=github.io",
     "http://b.github.io/", ""},
    {"T17_UnknownTopLevel", "http://a.nosuchtld/", "k=v; Domain=nosuchtld",
     "http://a.nosuchtld/", ""},
    {"T17_TrailingDot", "http://a.com./", "k=v; Domain=com.", "http://b.com./",
     ""},
    {"T17_TheSuffixItself", "http://github.io/", "k=v; Domain=github.io",
     "http://github.io/", "k=v"},
    {"T17_TheSuffixItselfNotBelow", "http://github.io/",
     "k=v; Domain=github.io", "http://a.github.io/", ""},
    {"Registrable", "http://a.b.co.uk/", "k=v; Domain=b.co.uk",
     "http://c.b.co.uk/", "k=v"},
};
constexpr Case kHosts[] = {
    {"T18_HostOnly", "http://a.com/", "k=v", "http://b.a.com/", ""},
    {"T18_Stranger", "http://a.com/", "k=v", "http://b.com/", ""},
    {"T18_SameEnd", "http://a.com/", "k=v; Domain=a.com", "http://ba.com/", ""},
    {"Below", "http://a.com/", "k=v; Domain=a.com", "http://b.a.com/", "k=v"},
    {"UpperCase", "http://a.com/", "k=v; Domain=A.COM", "http://b.a.com/",
     "k=v"},
    {"OtherPort", "http://a.com/", "k=v", "http://a.com:81/", "k=v"},
    {"T17_Sibling", "http://a.x.com/", "k=v; Domain=b.x.com", "http://b.x.com/",
     ""},
    {"T17_Child", "http://x.com/", "k=v; Domain=b.x.com", "http://b.x.com/",
     ""},
    {"T17_AddressTail", "http://1.2.3.4/", "k=v; Domain=3.4", "http://2.2.3.4/",
     ""},
    {"AddressItself", "http://1.2.3.4/", "k=v; Domain=1.2.3.4",
     "http://1.2.3.4/", "k=v"},
    {"Ipv6", "http://[::1]/", "k=v", "http://[::1]/", "k=v"},
};
constexpr Case kSecurity[] = {
    {"T12_SecureNotOverHttp", "https://a.com/", "k=v; Secure", "http://a.com/",
     ""},
    {"SecureOverHttps", "https://a.com/", "k=v; Secure", "https://a.com/",
     "k=v"},
    {"T17_SecureFromHttp", "http://a.com/", "k=v; Secure", "https://a.com/",
     ""},
    {"T17_SecurePrefix", "https://a.com/", "__Secure-k=v", "https://a.com/",
     ""},
    {"SecurePrefixKept", "https://a.com/", "__Secure-k=v; Secure",
     "https://a.com/", "__Secure-k=v"},
    {"T17_HostPrefixWithDomain", "https://a.com/",
     "__Host-k=v; Secure; Path=/; Domain=a.com", "https://a.com/", ""},
    {"T17_HostPrefixWithoutPath", "https://a.com/", "__Host-k=v; Secure",
     "https://a.com/", ""},
    {"T17_HostPrefixInsecure", "https://a.com/", "__host-k=v; Path=/",
     "https://a.com/", ""},
    {"HostPrefixKept", "https://a.com/", "__Host-k=v; Secure; Path=/",
     "https://a.com/", "__Host-k=v"},
    {"T03_LineBreak", "http://a.com/", "k=v\r\nX: y", "http://a.com/", ""},
    {"T03_Nul", "http://a.com/", std::string_view("k=v\0x", 5), "http://a.com/",
     ""},
};
constexpr Case kTimes[] = {
    {"MaxAge", "http://a/", "k=v; Max-Age=1", "http://a/", "k=v"},
    {"MaxAgeZero", "http://a/", "k=v; Max-Age=0", "http://a/", ""},
    {"MaxAgeNegative", "http://a/", "k=v; Max-Age=-5", "http://a/", ""},
    {"MaxAgeHuge", "http://a/", "k=v; Max-Age=99999999999999999999",
     "http://a/", "k=v"},
    {"MaxAgeJunk", "http://a/", "k=v; Max-Age=1x", "http://a/", "k=v"},
    {"MaxAgeWins", "http://a/",
     "k=v; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://a/",
     "k=v"},
    {"Past", "http://a/", "k=v; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
     "http://a/", ""},
    {"Future", "http://a/", "k=v; Expires=Fri, 01 Jan 2038 00:00:00 GMT",
     "http://a/", "k=v"},
    {"NoDate", "http://a/", "k=v; Expires=soon", "http://a/", "k=v"},
};
constexpr Case kPaths[] = {
    {"DefaultIsTheDirectory", "http://a/x/y", "k=v", "http://a/x/z", "k=v"},
    {"NotAbove", "http://a/x/y", "k=v", "http://a/", ""},
    {"NotBeside", "http://a/", "k=v; Path=/x", "http://a/xy", ""},
    {"RelativeMeansDefault", "http://a/x/y", "k=v; Path=q", "http://a/x/",
     "k=v"},
};

INSTANTIATE_TEST_SUITE_P(Suffixes, CookieTable, testing::ValuesIn(kSuffixes),
                         test::case_name);
INSTANTIATE_TEST_SUITE_P(Hosts, CookieTable, testing::ValuesIn(kHosts),
                         test::case_name);
INSTANTIATE_TEST_SUITE_P(Security, CookieTable, testing::ValuesIn(kSecurity),
                         test::case_name);
INSTANTIATE_TEST_SUITE_P(Times, CookieTable, testing::ValuesIn(kTimes),
                         test::case_name);
INSTANTIATE_TEST_SUITE_P(Paths, CookieTable, testing::ValuesIn(kPaths),
                         test::case_name);

TEST(CookieJar, LongerPathsComeFirstThenOlderCookies) {
  CookieJar jar;
  const Url page = url("http://a/x/y");
  jar.store(page, "one=1; Path=/", kNow);
  jar.store(page, "two=2; Path=/", kNow);
  jar.store(page, "deep=3; Path=/x", kNow);
  // A replaced cookie keeps its creation time.
  jar.store(page, "one=4; Path=/", kNow);
  EXPECT_EQ(jar.cookies_for(page, kNow), "deep=3; one=4; two=2");
}

TEST(CookieJar, ForgetsWhatExpires) {
  CookieJar jar;
  const Url page = url("http://a/");
  jar.store(page, "k=v; Max-Age=10", kNow);
  EXPECT_EQ(jar.cookies_for(page, kNow + 9s), "k=v");
  EXPECT_EQ(jar.cookies_for(page, kNow + 10s), "");
  jar.store(page, "k=; Max-Age=0", kNow);
  EXPECT_EQ(jar.size(), 0U);
}

TEST(CookieJar, T17_HttpLeavesSecureCookiesAlone) {
  CookieJar jar;
  jar.store(url("https://a.com/"), "k=safe; Secure", kNow);
  jar.store(url("http://a.com/"), "k=forged", kNow);
  jar.store(url("http://b.a.com/"), "k=forged; Domain=a.com", kNow);
  EXPECT_EQ(jar.cookies_for(url("https://a.com/"), kNow), "k=safe");
}

TEST(CookieJar, T17_IsBoundedForOneDomainAndInAll) {
  CookieJar jar;
  const Url page = url("http://a.com/");
  for (int i = 0; i < 5000; ++i) {
    jar.store(page, "k" + std::to_string(i) + "=v", kNow);
  }
  EXPECT_EQ(jar.size(), CookieJar::kMaxPerDomain);
  EXPECT_NE(jar.cookies_for(page, kNow).find("k4999=v"), std::string::npos);
  for (std::size_t i = 0; i < CookieJar::kMaxCookies + 100; ++i) {
    jar.store(url("http://h" + std::to_string(i) + ".com/"), "k=v", kNow);
  }
  EXPECT_LE(jar.size(), CookieJar::kMaxCookies);
  EXPECT_EQ(jar.cookies_for(page, kNow).find("k4900=v"), std::string::npos)
      << "the site with the most cookies loses its oldest";
}

TEST(CookieJar, X11_ASiteWithManyHostsPushesOutItsOwnCookiesOnly) {
  CookieJar jar;
  jar.store(url("http://bank.com/"), "sid=1", kNow);
  for (int host = 0; host < 300; ++host) {
    const Url page = url("http://h" + std::to_string(host) + ".evil.com/");
    for (int i = 0; i < 100; ++i) {
      jar.store(page, "k" + std::to_string(i) + "=v", kNow);
    }
  }
  EXPECT_LE(jar.size(), CookieJar::kMaxCookies);
  EXPECT_EQ(jar.cookies_for(url("http://bank.com/"), kNow), "sid=1");
  EXPECT_NE(jar.cookies_for(url("http://h299.evil.com/"), kNow), "");
}

TEST(CookieJar, X11_TwoHundredAndFiveHostNamesPushNoOtherSiteOut) {
  CookieJar jar;
  for (int site = 0; site < 50; ++site) {
    jar.store(url("http://www.shop" + std::to_string(site) + ".com/"), "k=v",
              kNow);
  }
  for (int host = 0; host < 205; ++host) {
    const Url page = url("http://h" + std::to_string(host) + ".evil.co.uk/");
    for (int i = 0; i < 100; ++i) {
      jar.store(
          page,
          "k" + std::to_string(i) + "=v; Domain=" + std::string(page.host()),
          kNow);
    }
  }
  EXPECT_LE(jar.size(), CookieJar::kMaxCookies);
  for (int site = 0; site < 50; ++site) {
    const Url page = url("http://www.shop" + std::to_string(site) + ".com/");
    EXPECT_EQ(jar.cookies_for(page, kNow), "k=v") << site;
  }
}

TEST(CookieJar, X11_TwoSitesOfOneAttackerLoseAlike) {
  CookieJar jar;
  jar.store(url("http://bank.com/"), "sid=1", kNow);
  for (int host = 0; host < 400; ++host) {
    const Url page = url("http://h" + std::to_string(host) + ".evil" +
                         std::to_string(host % 7) + ".com/");
    for (int i = 0; i < 100; ++i) {
      jar.store(page, "k" + std::to_string(i) + "=v", kNow);
    }
  }
  EXPECT_LE(jar.size(), CookieJar::kMaxCookies);
  EXPECT_EQ(jar.cookies_for(url("http://bank.com/"), kNow), "sid=1");
}

TEST(CookieJar, X11_ExpiredCookiesGoBeforeOthers) {
  CookieJar jar;
  for (std::size_t i = 0; i < CookieJar::kMaxCookies / 2; ++i) {
    const std::string host = std::to_string(i);
    jar.store(url("http://s" + host + ".evil.com/"), "k=v; Max-Age=5", kNow);
    jar.store(url("http://h" + host + ".com/"), "k=v", kNow);
  }
  jar.store(url("http://new.com/"), "k=v", kNow + 10s);
  EXPECT_EQ(jar.size(), CookieJar::kMaxCookies / 2 + 1);
  EXPECT_EQ(jar.cookies_for(url("http://h0.com/"), kNow), "k=v");
}

TEST(CookieJar, X11_TheUsersOwnCookiesAreNeverEvicted) {
  CookieJar jar;
  const Url page = url("http://a.com/");
  Cookie own;
  own.name = "own";
  own.value = "1";
  own.domain = "a.com";
  jar.add(own, kNow, CookieJar::Owner::kUser);
  for (int i = 0; i < 500; ++i) {
    jar.store(page, "k" + std::to_string(i) + "=v", kNow);
  }
  for (std::size_t i = 0; i < CookieJar::kMaxCookies + 100; ++i) {
    jar.store(url("http://h" + std::to_string(i) + ".a.com/"), "k=v", kNow);
  }
  EXPECT_NE(jar.cookies_for(page, kNow).find("own=1"), std::string::npos);
  jar.store(page, "own=; Max-Age=0", kNow);
  EXPECT_EQ(jar.cookies_for(page, kNow).find("own=1"), std::string::npos)
      << "its server may delete it";
}

TEST(CookieJar, T17_NoRequestBearsMoreThan8KiB) {
  CookieJar jar;
  const Url page = url("http://a.com/");
  for (int i = 0; i < 70; ++i) {
    jar.store(page, "k" + std::to_string(i) + "=" + std::string(4000, 'v'),
              kNow);
  }
  jar.store(page, "big=" + std::string(5000, 'v'), kNow);
  const std::string field = jar.cookies_for(page, kNow);
  EXPECT_GT(field.size(), 4000U);
  EXPECT_LE(field.size(), CookieJar::kMaxFieldBytes);
  EXPECT_EQ(field.find("big="), std::string::npos);
}

constexpr std::string_view kFile =
    "# Netscape HTTP Cookie File\n"
    "\n"
    ".example.org\tTRUE\t/\tFALSE\t1893456000\twide\t1\r\n"
    "#HttpOnly_www.example.org\tFALSE\t/a\tTRUE\t0\tnarrow\tx y\n"
    "www.example.org\tFALSE\t/\tFALSE\t0\tempty\t\n"
    ".co.uk\tTRUE\t/\tFALSE\t0\tsuffix\t1\n";

TEST(CookieDate, OfAFarFutureOrPastStaysThere) {
  EXPECT_GT(parse_cookie_date("Fri, 31-Dec-9999 23:59:59 GMT"), kNow + 24h);
  EXPECT_GT(parse_cookie_date("Sun, 29 Feb 2400 10:00:00 GMT"), kNow + 24h);
  EXPECT_LT(parse_cookie_date("Mon, 01 Jan 1601 00:00:00 GMT"), kNow);
}

TEST(NetscapeCookies, AreReadAsCurlWritesThem) {
  const auto cookies = parse_netscape_cookies(kFile);
  ASSERT_TRUE(cookies) << cookies.error().message;
  CookieJar jar;
  for (const Cookie& cookie : *cookies) jar.add(cookie, kNow);
  EXPECT_EQ(jar.cookies_for(url("https://www.example.org/a"), kNow),
            "narrow=x y; wide=1; empty=");
  EXPECT_EQ(jar.cookies_for(url("http://sub.example.org/a"), kNow), "wide=1");
  EXPECT_EQ(jar.cookies_for(url("http://b.co.uk/"), kNow), "");
}

TEST(NetscapeCookies, ComeBackAsTheyWere) {
  CookieJar jar;
  jar.store(url("https://a.com/x/"), "k=v; Secure; HttpOnly; Max-Age=60", kNow);
  jar.store(url("https://a.com/x/"), "d=w; Domain=a.com; Path=/", kNow);
  jar.store(url("https://a.com/x/"), "gone=1; Max-Age=5", kNow);
  const std::string text = jar.netscape(kNow + 10s);
  const auto cookies = parse_netscape_cookies(text);
  ASSERT_TRUE(cookies) << text;
  ASSERT_EQ(cookies->size(), 2U) << text;
  CookieJar again;
  for (const Cookie& cookie : *cookies) again.add(cookie, kNow);
  EXPECT_EQ(again.netscape(kNow + 10s), text);
  EXPECT_EQ(again.cookies_for(url("https://a.com/x/"), kNow), "k=v; d=w");
}

TEST(NetscapeCookies, ABadLineIsNamed) {
  for (const std::string_view bad :
       {"no tabs at all", "a\tb\tc\td\te\tf\tg", "a\tTRUE\t/\tFALSE\tx\tk\tv",
        "\tTRUE\t/\tFALSE\t0\tk\tv", "a\tTRUE\t/\tFALSE\t0\t\tv",
        "a\tTRUE\t/\tFALSE\t0\tk\tv\x1b"}) {
    const auto cookies =
        parse_netscape_cookies("# a comment\n" + std::string(bad));
    ASSERT_FALSE(cookies) << bad;
    EXPECT_EQ(cookies.error().message,
              "line 2 is not a cookie in Netscape's format");
  }
}

}  // namespace
}  // namespace gfetch::web
