#include "gfetch/web/url.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "gfetch/http/request_url.h"
#include "tests/support/case_name.h"

namespace gfetch::web {
namespace {

struct Case {
  std::string_view name;
  std::string_view input;
  std::string_view expected;  ///< empty: the input is not a valid URL
};

void PrintTo(const Case& item, std::ostream* out) {
  *out << testing::PrintToString(item.input);
}

std::string href_or_nothing(const Result<Url>& url) {
  return url ? url->href() : "";
}

class UrlParse : public testing::TestWithParam<Case> {};

TEST_P(UrlParse, Normalises) {
  EXPECT_EQ(href_or_nothing(parse_url(GetParam().input)), GetParam().expected);
}

constexpr Case kParse[] = {
    {"Plain", "http://example.org/a/b?c=d#e", "http://example.org/a/b?c=d#e"},
    {"LowersSchemeAndHost", "HTTP://EXAMPLE.org/A", "http://example.org/A"},
    {"AddsTheRootPath", "http://h", "http://h/"},
    {"DropsTheOwnPort", "https://h:443/", "https://h/"},
    {"KeepsAnotherPort", "https://h:0080/", "https://h:80/"},
    {"PortZero", "http://h:0/", "http://h:0/"},
    {"EmptyPort", "http://h:/", "http://h/"},
    {"PortTooLarge", "http://h:65536/", ""},
    {"PortWithLetters", "http://h:8o80/", ""},
    {"TrimsAndStrips", " \x01http://h/a\r\nb\tc ", "http://h/abc"},
    {"DotSegments", "http://h/a/./b/../../c/..", "http://h/"},
    {"EncodedDotSegments", "http://h/a/%2e%2E/b/.%2e/c", "http://h/c"},
    {"DotsInNames", "http://h/.well-known/..a/...",
     "http://h/.well-known/..a/..."},
    {"AboveTheRoot", "http://h/../../a", "http://h/a"},
    {"EmptySegments", "http://h//a//", "http://h//a//"},
    {"Backslashes", "http:\\\\h\\a\\..\\b", "http://h/b"},
    {"EncodesThePath", "http://h/a b\"<>`{}^|",
     "http://h/a%20b%22%3C%3E%60%7B%7D%5E|"},
    {"EncodesTheQuery", "http://h/?a b'\"<>", "http://h/?a%20b%27%22%3C%3E"},
    {"EncodesTheFragment", "http://h/#a b`", "http://h/#a%20b%60"},
    {"KeepsEncodedBytes", "http://h/%41%zz%", "http://h/%41%zz%"},
    {"EncodesUtf8", "http://h/\u00e9?\u00e9", "http://h/%C3%A9?%C3%A9"},
    {"KeepsLatin1", "http://h/\xE9", "http://h/%E9"},
    {"Latin1InHost", "http://\xE9/", ""},
    {"EmptyQueryAndFragment", "http://h/?#", "http://h/?#"},
    {"User", "http://u@h/", "http://u@h/"},
    {"UserAndPassword", "http://u:p@h/", "http://u:p@h/"},
    {"EmptyUserinfo", "http://:@h/", "http://h/"},
    {"EncodesUserinfo", "http://a=b;c:d[e@h/", "http://a%3Db%3Bc:d%5Be@h/"},
    {"TwoAts", "http://a@b:c@h/", "http://a%40b:c@h/"},
    {"NoHost", "http:///?x", ""},
    {"NoHostBehindUser", "http://u@/", ""},
    {"SpaceInHost", "http://a b/", ""},
    {"NulInHost", std::string_view("http://a\0b/", 11), ""},
    {"NulInPath", std::string_view("http://h/\0a", 11), "http://h/%00a"},
    {"EncodedHost", "http://%65xample%2eorg/", "http://example.org/"},
    {"InternationalHost", "http://B\u00dcCHER.de/", "http://xn--bcher-kva.de/"},
    {"SharpS", "http://fa\u00df.de/", "http://xn--fa-hia.de/"},
    {"IdeographicDot", "http://a\u3002b/", "http://a.b/"},
    {"InvalidPunycodeIsKept", "http://xn--a/", "http://xn--a/"},
    {"LongLabelsAreKept",
     "http://"
     "0123456789012345678901234567890123456789012345678901234567890123.de/",
     "http://"
     "0123456789012345678901234567890123456789012345678901234567890123.de/"},
    {"TrailingDot", "http://h./", "http://h./"},
    {"OtherScheme", "ftp://h:21/a", "ftp://h/a"},
    {"OpaquePath", "mailto:a@b c", "mailto:a@b c"},
    {"NoScheme", "example.org/a", ""},
    {"Empty", "", ""},
};
INSTANTIATE_TEST_SUITE_P(Table, UrlParse, testing::ValuesIn(kParse),
                         test::case_name);

/// T20: all spellings of one URL have the same serialisation.
constexpr Case kAddresses[] = {
    {"Decimal", "http://2130706433/", "http://127.0.0.1/"},
    {"Hexadecimal", "http://0x7F.1/", "http://127.0.0.1/"},
    {"Octal", "http://0177.0.0.1/", "http://127.0.0.1/"},
    {"Short", "http://127.1/", "http://127.0.0.1/"},
    {"TrailingDot", "http://127.0.0.1./", "http://127.0.0.1/"},
    {"CircledDigits", "http://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
     "http://127.0.0.1/"},
    {"FullWidth", "http://\uff11\uff12\uff17.1/", "http://127.0.0.1/"},
    {"EmptyHexadecimal", "http://0x/", "http://0.0.0.0/"},
    {"TooLarge", "http://256.0.0.1/", ""},
    {"TooManyParts", "http://1.2.3.4.5/", ""},
    {"BadOctal", "http://08.0.0.1/", ""},
    {"FarTooLarge", "http://99999999999999999999999/", ""},
    {"NotANumber", "http://1.2.3.4a/", "http://1.2.3.4a/"},
    {"Ipv6", "http://[2001:0DB8::0:1]:80/", "http://[2001:db8::1]/"},
    {"MappedIpv4", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"},
    {"FirstLongestGap", "http://[1:0:0:2:0:0:3:4]/", "http://[1::2:0:0:3:4]/"},
    {"NoGapForOneZero", "http://[1:0:2:3:4:5:6:7]/",
     "http://[1:0:2:3:4:5:6:7]/"},
    {"OnlyZeros", "http://[0:0::0]/", "http://[::]/"},
    {"GapAtTheEnd", "http://[1::]/", "http://[1::]/"},
    {"GapOfNothing", "http://[::1:2:3:4:5:6:7:8]/", ""},
    {"TwoGaps", "http://[1::2::3]/", ""},
    {"NinePieces", "http://[1:2:3:4:5:6:7:8:9]/", ""},
    {"SevenPieces", "http://[1:2:3:4:5:6:7]/", ""},
    {"OpenEnd", "http://[1:2:3:4:5:6:7:]/", ""},
    {"FiveDigits", "http://[12345::]/", ""},
    {"LeadingZeroInIpv4", "http://[::01.2.3.4]/", ""},
    {"Ipv4Alone", "http://[1.2.3.4]/", ""},
    {"Zone", "http://[fe80::1%25eth0]/", ""},
    {"Unclosed", "http://[::1/", ""},
    {"NothingInside", "http://[]/", ""},
};
INSTANTIATE_TEST_SUITE_P(T20_Addresses, UrlParse, testing::ValuesIn(kAddresses),
                         test::case_name);

class UrlResolve : public testing::TestWithParam<Case> {};

TEST_P(UrlResolve, GivesExpected) {
  const Result<Url> base = parse_url("http://u:p@h:8080/a/b?q#f");
  ASSERT_TRUE(base);
  EXPECT_EQ(href_or_nothing(parse_url(GetParam().input, &*base)),
            GetParam().expected);
}

constexpr Case kResolve[] = {
    {"Empty", "", "http://u:p@h:8080/a/b?q"},
    {"Fragment", "#x", "http://u:p@h:8080/a/b?q#x"},
    {"Query", "?x", "http://u:p@h:8080/a/b?x"},
    {"Sibling", "c", "http://u:p@h:8080/a/c"},
    {"Parent", "../c?x#y", "http://u:p@h:8080/c?x#y"},
    {"Here", "./", "http://u:p@h:8080/a/"},
    {"Root", "/c", "http://u:p@h:8080/c"},
    {"Host", "//other/c", "http://other/c"},
    {"Backslashes", "\\\\other\\c", "http://other/c"},
    {"Absolute", "https://other", "https://other/"},
    {"SameSchemeRelative", "http:c", "http://u:p@h:8080/a/c"},
    {"OtherSchemeWithoutSlashes", "https:c", "https://c/"},
    {"Colon", "c:d", "c:d"},
    {"ColonInLaterSegment", "./c:d", "http://u:p@h:8080/a/c:d"},
    {"JavaScript", "javascript:void(0)", "javascript:void(0)"},
    {"BadHost", "//a b/", ""},
};
INSTANTIATE_TEST_SUITE_P(Table, UrlResolve, testing::ValuesIn(kResolve),
                         test::case_name);

class UrlTyped : public testing::TestWithParam<Case> {};

TEST_P(UrlTyped, GetsItsScheme) {
  EXPECT_EQ(href_or_nothing(parse_http_url(GetParam().input)),
            GetParam().expected);
}

constexpr Case kTyped[] = {
    {"Host", "example.org", "http://example.org/"},
    {"HostAndPort", "localhost:8080/a", "http://localhost:8080/a"},
    {"HostPortQuery", "localhost:80?x", "http://localhost/?x"},
    {"DottedHostAndPort", "example.org:8080", "http://example.org:8080/"},
    {"DottedHostAndEmptyPort", "example.org:/a", "http://example.org/a"},
    {"DottedHostAndBadPort", "example.org:x", ""},
    {"Address", "127.0.0.1:80/a", "http://127.0.0.1/a"},
    {"Ipv6", "[::1]:81/a", "http://[::1]:81/a"},
    {"SchemeRelative", "//h/a", "http://h/a"},
    {"User", "u@h/a", "http://u@h/a"},
    {"Http", " http://h/a ", "http://h/a"},
    {"Https", "HTTPS://h", "https://h/"},
    {"HttpWithoutSlashes", "http:h", "http://h/"},
    {"International", "b\u00fccher.de", "http://xn--bcher-kva.de/"},
    {"Path", "/a/b", ""},
    {"DotPath", "./a", ""},
    {"Query", "?a", ""},
    {"Words", "not a url", ""},
    {"Blank", " \t ", ""},
    {"T02_Newlines", "http://h/a\r\nX: y", "http://h/aX:%20y"},
    {"T02_Nul", std::string_view("http://h/\0", 10), ""},
};
INSTANTIATE_TEST_SUITE_P(Table, UrlTyped, testing::ValuesIn(kTyped),
                         test::case_name);

TEST(Url, T16_RefusesOtherSchemes) {
  for (const char* text :
       {"ftp://h/", "file:///etc/passwd", "gopher://h/", "data:text/html,x",
        "javascript:alert(1)", "mailto:a@b", "tel:+112", "scp://h/a",
        "FILE:/etc/passwd"}) {
    const Result<Url> url = parse_http_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().kind, ErrorKind::kUnsupportedScheme) << text;
  }
  EXPECT_EQ(parse_http_url("ftp://h/").error().message,
            "gfetch fetches http:// and https://, not ftp:");
}

TEST(Url, SaysWhatIsWrong) {
  const auto sentence = [](std::string_view text) {
    return parse_http_url(text).error().message;
  };
  EXPECT_EQ(sentence("h:99999"), "the port is not a number from 0 to 65535");
  EXPECT_EQ(sentence("a b"),
            "the host contains a character that is not allowed in a host");
  EXPECT_EQ(sentence("[::1"), "the IPv6 address has no closing bracket");
  EXPECT_EQ(sentence("1.2.3.400"), "the host is not a valid IPv4 address");
  EXPECT_EQ(sentence("http://"), "the URL has no host");
  EXPECT_EQ(sentence("/a"),
            "the URL is only a path; put http:// and a host before it");
}

TEST(Url, T09_ErrorsNeverQuoteThePassword) {
  for (const char* text : {"http://u:secret@h:x/", "http://u:secret@a b/",
                           "ftp://u:secret@h/", "http://u:secret@/"}) {
    const Result<Url> url = parse_http_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().message.find("secret"), std::string::npos) << text;
  }
}

TEST(Url, RefusesMoreThanTwoMebibytes) {
  const std::string path(std::size_t{3} << 20, 'a');
  EXPECT_FALSE(parse_url("http://h/" + path));
}

TEST(Url, RefusesEndlessInternationalHosts) {
  std::string host;
  for (int i = 0; i < 30'000; ++i) host += "\u4E2D\u6587";
  EXPECT_FALSE(parse_url("http://" + host));
  EXPECT_TRUE(parse_url("http://" + host.substr(0, 600)));
}

TEST(Url, KnowsItsParts) {
  const Url url =
      *parse_url("https://us%65r:pass@Example.org:8443/a/b?q=1#top");
  EXPECT_EQ(url.scheme(), "https");
  EXPECT_EQ(url.username(), "us%65r");
  EXPECT_EQ(percent_decode(url.username()), "user");
  EXPECT_EQ(url.password(), "pass");
  EXPECT_TRUE(url.has_credentials());
  EXPECT_EQ(url.host(), "example.org");
  EXPECT_EQ(url.port(), 8443);
  EXPECT_EQ(url.effective_port(), 8443);
  EXPECT_EQ(url.pathname(), "/a/b");
  EXPECT_EQ(url.search(), "?q=1");
  EXPECT_EQ(url.fragment(), "#top");
  EXPECT_TRUE(url.has_fragment());
  EXPECT_EQ(url.without_fragment(),
            "https://us%65r:pass@example.org:8443/a/b?q=1");
  EXPECT_EQ(url.request_url(), "https://example.org:8443/a/b?q=1");
  EXPECT_EQ(url.redacted(), "https://us%65r:***@example.org:8443/a/b?q=1#top");
}

TEST(Url, KnowsAbsentParts) {
  const Url url = *parse_url("http://h/?#");
  EXPECT_FALSE(url.has_credentials());
  EXPECT_EQ(url.username(), "");
  EXPECT_EQ(url.password(), "");
  EXPECT_EQ(url.port(), std::nullopt);
  EXPECT_EQ(url.effective_port(), 80);
  EXPECT_EQ(url.search(), "");
  EXPECT_EQ(url.fragment(), "");
  EXPECT_TRUE(url.has_fragment());
  EXPECT_EQ(url.request_url(), "http://h/?");
  EXPECT_EQ(url.redacted(), url.href());
}

TEST(Url, GoesToTheEngineAsItsRequestUrl) {
  for (const char* text :
       {"http://u:p@h/a?b#c", "https://H:443/?", "http://[::1]:8080/",
        "https://h:80", "http://b\u00fccher.example/\u00e4?\u00f6"}) {
    const Url url = *parse_url(text);
    const http::RequestUrl request = url.to_request();
    EXPECT_TRUE(request.valid()) << text;
    EXPECT_EQ(request, http::RequestUrl(url.request_url()));
    EXPECT_EQ(request.origin(), url.origin());
  }
  EXPECT_EQ(parse_url("ftp://h/")->to_request().error().kind,
            ErrorKind::kUnsupportedScheme);
}

TEST(Url, PasswordWithoutUserIsHiddenToo) {
  const Url url = *parse_url("http://:secret@h/");
  EXPECT_EQ(url.username(), "");
  EXPECT_EQ(url.password(), "secret");
  EXPECT_EQ(url.redacted(), "http://:***@h/");
  EXPECT_EQ(url.request_url(), "http://h/");
}

TEST(Url, NoneHasNoParts) {
  const Url none;
  EXPECT_EQ(none.href(), "");
  EXPECT_EQ(none.scheme(), "");
  EXPECT_EQ(none.username(), "");
  EXPECT_EQ(none.host(), "");
  EXPECT_EQ(none.pathname(), "");
  EXPECT_EQ(none.fragment(), "");
  EXPECT_FALSE(none.has_credentials());
  EXPECT_FALSE(none.has_fragment());
  EXPECT_FALSE(none.is_http());
  EXPECT_EQ(none.redacted(), "");
}

TEST(Url, OriginIsWhatIsConnectedTo) {
  EXPECT_EQ(parse_url("https://u@[::1]/a")->origin(),
            (http::Origin{"https", "::1", 443}));
  EXPECT_EQ(parse_url("http://H:81/")->origin(),
            (http::Origin{"http", "h", 81}));
}

TEST(Url, ParsingItsHrefGivesItAgain) {
  for (const Case& item : kParse) {
    if (item.expected.empty()) continue;
    EXPECT_EQ(href_or_nothing(parse_url(item.expected)), item.expected);
  }
}

TEST(Url, TheEngineFindsNoOtherOrigin) {
  // The engine takes no text of which it would have to guess the meaning.
  for (const char* text :
       {"127.0.0.1:80/",
        "http://b\xC3\xBC"
        "cher.example/",
        "http://127.1/", "http://0x7f.0.0.1/", "http://a\\b/", "http://%61/",
        "http:/a", "http:///a", " http://a/", "http://a/ "}) {
    EXPECT_FALSE(http::RequestUrl(text).valid()) << text;
    const Result<Url> url = parse_url(text);
    if (!url) continue;
    const http::RequestUrl requested(url->request_url());
    EXPECT_EQ(requested.text(), url->request_url()) << text;
    EXPECT_EQ(requested.origin(), url->origin()) << text;
  }
  for (const char* text : {"HTTP://A:80", "https://u:p@q@A:0443/ x?'#y",
                           "http://[0::ffff:1.2.3.4]", "http://a:/..",
                           "http://1.2.3.4?@b/", "http://a#@b"}) {
    const http::RequestUrl direct(text);
    ASSERT_TRUE(direct.valid()) << text;
    EXPECT_EQ(direct.origin(), parse_url(text)->origin()) << text;
  }
}

TEST(PercentDecode, TakesWholeTriplesOnly) {
  EXPECT_EQ(percent_decode("a%41%e9%2"), "aA\xE9%2");
  EXPECT_EQ(percent_decode("%%41%zz%"), "%A%zz%");
  EXPECT_EQ(percent_decode("%00"), std::string(1, '\0'));
}

}  // namespace
}  // namespace gfetch::web
