#include "gfetch/web/hsts.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/support/case_name.h"

namespace gfetch::web {
namespace {

using namespace std::chrono_literals;

const SystemTime kNow =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);

Url url_of(std::string_view text) {
  return parse_url(text).value();
}

struct Case {
  const char* name;
  const char* from;   ///< the URL of the response
  const char* field;  ///< the Strict-Transport-Security header
  const char* url;    ///< the URL of the next request
  const char* becomes;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.name;
}

constexpr const char* kSame = "unchanged";

constexpr Case kCases[] = {
    {"HttpBecomesHttps", "https://h.x/a", "max-age=60", "http://h.x/b?c#d",
     "https://h.x/b?c#d"},
    {"HttpsStays", "https://h.x/", "max-age=60", "https://h.x/", kSame},
    {"PortsThatAreNamedStay", "https://h.x/", "max-age=60", "http://h.x:8080/",
     "https://h.x:8080/"},
    {"Port80IsNotNamed", "https://h.x/", "max-age=60", "http://h.x:80/",
     "https://h.x/"},
    {"AnyPortOfTheHostSpeaksForIt", "https://h.x:8443/", "max-age=60",
     "http://h.x/", "https://h.x/"},
    {"LoginsGoAlong", "https://h.x/", "max-age=60", "http://u:p@h.x/",
     "https://u:p@h.x/"},
    {"OtherHostsStay", "https://h.x/", "max-age=60", "http://g.x/", kSame},
    {"HostsBelowStay", "https://h.x/", "max-age=60", "http://a.h.x/", kSame},
    {"HostsBelowWhenIncluded", "https://h.x/", "max-age=60; includeSubDomains",
     "http://b.a.h.x/", "https://b.a.h.x/"},
    {"HostsAboveStay", "https://a.h.x/", "max-age=60; includeSubDomains",
     "http://h.x/", kSame},
    {"NoPartOfALabel", "https://h.x/", "max-age=60; includeSubDomains",
     "http://ah.x/", kSame},
    {"NamesHaveNoCase", "https://H.x/", "MAX-AGE=60;IncludeSubdomains",
     "http://A.h.X/", "https://a.h.x/"},
    {"MaxAgeMayBeQuoted", "https://h.x/", "max-age=\"60\"", "http://h.x/",
     "https://h.x/"},
    {"DirectivesInAnyOrderWithBlanks", "https://h.x/",
     " ; includeSubDomains ;; max-age = 60 ; preload", "http://a.h.x/",
     "https://a.h.x/"},
    {"UnknownDirectivesAreIgnored", "https://h.x/",
     "max-age=60; foo=\"a b\"; bar", "http://h.x/", "https://h.x/"},
    {"AgesWithoutEndAreCut", "https://h.x/",
     "max-age=99999999999999999999999999", "http://h.x/", "https://h.x/"},
    {"ZeroIsNone", "https://h.x/", "max-age=0", "http://h.x/", kSame},
    {"WithoutMaxAge", "https://h.x/", "includeSubDomains", "http://h.x/",
     kSame},
    {"NegativeMaxAge", "https://h.x/", "max-age=-1", "http://h.x/", kSame},
    {"EmptyMaxAge", "https://h.x/", "max-age=", "http://h.x/", kSame},
    {"JunkMaxAge", "https://h.x/", "max-age=60s", "http://h.x/", kSame},
    {"MaxAgeTwice", "https://h.x/", "max-age=60; max-age=60", "http://h.x/",
     kSame},
    {"IncludeSubDomainsWithAValue", "https://h.x/",
     "max-age=60; includeSubDomains=yes", "http://h.x/", kSame},
    {"AnOpenQuote", "https://h.x/", "max-age=\"60", "http://h.x/", kSame},
    {"AComma", "https://h.x/", "max-age=60, includeSubDomains", "http://h.x/",
     kSame},
    {"Empty", "https://h.x/", "", "http://h.x/", kSame},
    {"T19_HttpCannotAskForIt", "http://h.x/", "max-age=60", "http://h.x/",
     kSame},
    {"T19_AddressesCannot", "https://127.0.0.1/", "max-age=60",
     "http://127.0.0.1/", kSame},
    {"T19_NorIpv6Ones", "https://[::1]/", "max-age=60", "http://[::1]/", kSame},
    {"T19_AFinalDotIsNoWayRound", "https://h.x/", "max-age=60", "http://h.x./",
     "https://h.x./"},
    {"T19_NorTheOtherWay", "https://h.x./", "max-age=60", "http://h.x/",
     "https://h.x/"},
    {"T19_NorAnotherDot", "https://h.x/", "max-age=60", "http://h\u3002x/",
     "https://h.x/"},
};

class HstsTable : public testing::TestWithParam<Case> {};

TEST_P(HstsTable, DoesWhatTheRfcSays) {
  const Case& one = GetParam();
  Hsts hsts;
  hsts.learn(url_of(one.from), one.field, kNow);
  const auto secured = hsts.secured(url_of(one.url), kNow + 59s);
  EXPECT_EQ(secured ? secured->href() : kSame, one.becomes);
}

INSTANTIATE_TEST_SUITE_P(Table, HstsTable, testing::ValuesIn(kCases),
                         test::case_name);

bool covers(const Hsts& hsts, const std::string& host, SystemTime now) {
  return hsts.secured(url_of("http://" + host + "/"), now).has_value();
}

TEST(Hsts, EndsWhenItsTimeIsOverAndIsRenewed) {
  Hsts hsts;
  hsts.learn(url_of("https://h.x/"), "max-age=60", kNow);
  EXPECT_TRUE(covers(hsts, "h.x", kNow + 59s));
  EXPECT_FALSE(covers(hsts, "h.x", kNow + 60s));
  hsts.learn(url_of("https://h.x/"), "max-age=60", kNow + 30s);
  EXPECT_TRUE(covers(hsts, "h.x", kNow + 60s));
}

TEST(Hsts, TheLastFieldCounts) {
  Hsts hsts;
  const Url url = url_of("https://h.x/");
  hsts.learn(url, "max-age=60; includeSubDomains", kNow);
  hsts.learn(url, "max-age=60", kNow);
  EXPECT_FALSE(covers(hsts, "a.h.x", kNow));
  hsts.learn(url, "max-age", kNow);
  EXPECT_TRUE(covers(hsts, "h.x", kNow)) << "what is wrong changes nothing";
  hsts.learn(url, "max-age=0", kNow);
  EXPECT_FALSE(covers(hsts, "h.x", kNow));
  EXPECT_EQ(hsts.size(), 0U);
}

TEST(Hsts, AHostBelowCannotTakeBackWhatOneAboveWants) {
  Hsts hsts;
  hsts.learn(url_of("https://h.x/"), "max-age=60; includeSubDomains", kNow);
  hsts.learn(url_of("https://a.h.x/"), "max-age=0", kNow);
  EXPECT_TRUE(covers(hsts, "a.h.x", kNow));
}

/// Fills the list up to `kMaxHosts` with hosts of the site `site`, whose
/// policies hold for `first_age` seconds and, each, one second longer.
void fill(Hsts& hsts, const std::string& site, int first_age) {
  for (int i = 0; hsts.size() < Hsts::kMaxHosts; ++i) {
    hsts.learn(url_of("https://h" + std::to_string(i) + "." + site + "/"),
               "max-age=" + std::to_string(first_age + i), kNow);
  }
}

TEST(Hsts, X08_AFullListLearnsAtTheCostOfTheSiteWithMostHosts) {
  Hsts hsts;
  hsts.learn(url_of("https://bank.test/"), "max-age=1", kNow);
  fill(hsts, "many.test", 1000);
  hsts.learn(url_of("https://new.test/"), "max-age=60", kNow);
  EXPECT_LE(hsts.size(), Hsts::kMaxHosts);
  EXPECT_TRUE(covers(hsts, "new.test", kNow));
  EXPECT_TRUE(covers(hsts, "bank.test", kNow));
  EXPECT_FALSE(covers(hsts, "h0.many.test", kNow)) << "it expires first";
  EXPECT_TRUE(covers(hsts, "h99000.many.test", kNow));
}

TEST(Hsts, X08_AFullListDropsWhatHasExpiredFirst) {
  Hsts hsts;
  hsts.learn(url_of("https://old.test/"), "max-age=60", kNow);
  fill(hsts, "many.test", 1000);
  hsts.learn(url_of("https://new.test/"), "max-age=60",
             kNow + std::chrono::seconds(100));
  EXPECT_EQ(hsts.size(), Hsts::kMaxHosts);
  EXPECT_TRUE(covers(hsts, "h0.many.test", kNow));
  EXPECT_FALSE(covers(hsts, "old.test", kNow));
}

TEST(Hsts, X08_AFullListOfSmallSitesIsSearchedRarely) {
  Hsts hsts;
  for (std::size_t i = 0; hsts.size() < Hsts::kMaxHosts; ++i) {
    hsts.learn(url_of("https://s" + std::to_string(i) + ".test/"), "max-age=60",
               kNow);
  }
  hsts.learn(url_of("https://new.test/"), "max-age=60", kNow);
  EXPECT_TRUE(covers(hsts, "new.test", kNow));
  EXPECT_LE(hsts.size(), Hsts::kMaxHosts - Hsts::kMaxHosts / 100 + 1);
  EXPECT_GE(hsts.size(), Hsts::kMaxHosts - Hsts::kMaxHosts / 100);
}

TEST(Hsts, IsBounded) {
  Hsts hsts;
  for (std::size_t i = 0; i < Hsts::kMaxHosts + 10; ++i) {
    hsts.learn(url_of("https://h" + std::to_string(i) + ".x/"), "max-age=60",
               kNow);
  }
  EXPECT_LE(hsts.size(), Hsts::kMaxHosts);
  EXPECT_TRUE(
      covers(hsts, "h" + std::to_string(Hsts::kMaxHosts + 9) + ".x", kNow));
}

TEST(Hsts, ReadsAndWritesCurlsFormat) {
  const auto hsts = Hsts::parse(
      "# Your HSTS cache. https://curl.se/docs/hsts.html\r\n"
      "\n"
      ".Below.x \"20261121 00:00:10\"\n"
      "own.x. \"20270101 12:34:56\"\n"
      "ever.x \"unlimited\"\n"
      "gone.x \"20200101 00:00:00\"\n");
  ASSERT_TRUE(hsts) << hsts.error().message;
  EXPECT_TRUE(covers(*hsts, "a.below.x", kNow + 9s));
  EXPECT_FALSE(covers(*hsts, "a.below.x", kNow + 10s));
  EXPECT_FALSE(covers(*hsts, "a.own.x", kNow));
  EXPECT_TRUE(covers(*hsts, "ever.x", kNow + 1'000'000h));
  EXPECT_FALSE(covers(*hsts, "gone.x", kNow));
  const std::string text = hsts->text(kNow);
  EXPECT_NE(text.find("\n.below.x \"20261121 00:00:10\"\n"
                      "ever.x \"unlimited\"\n"
                      "own.x \"20270101 12:34:56\"\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("gone.x"), std::string::npos);
  EXPECT_EQ(Hsts::parse(text)->text(kNow), text);
}

TEST(Hsts, NamesTheLineThatIsWrong) {
  for (const char* line :
       {"h.x", "h.x 20270101 12:00:00", "h.x \"20271301 12:00:00\"",
        "h.x \"soon\"", "h.x \"20270101 12:00:00 \"", ". \"unlimited\"",
        "h.x \"\"", "h.x \"20270230 12:00:00\"", "h.x \"-0470101 12:00:00\"",
        "h.x \"04700101 12:00:00\"", "h.x \"99990101 12:00:00\"",
        "h.x \"20270101 1:00:00\"", "h.x \"20270101 12:00:00x\""}) {
    const auto hsts = Hsts::parse("# heading\n" + std::string(line) + "\n");
    ASSERT_FALSE(hsts) << line;
    EXPECT_EQ(hsts.error().message, "line 2 is not a host in curl's format");
  }
}

}  // namespace
}  // namespace gfetch::web
