#include "gfetch/http/request_url.h"

#include <gtest/gtest.h>

#include <string>

#include "gfetch/http/http_client.h"

namespace gfetch::http {
namespace {

TEST(RequestUrl, SerialisesWhatItTakes) {
  struct Case {
    const char* text;
    const char* url;
    Origin origin;
  };
  const Case kCases[] = {
      {"http://a/", "http://a/", {"http", "a", 80}},
      {"HTTP://Example.ORG",
       "http://example.org/",
       {"http", "example.org", 80}},
      {"https://h:443/x", "https://h/x", {"https", "h", 443}},
      {"http://h:0080/", "http://h/", {"http", "h", 80}},
      {"http://h:/", "http://h/", {"http", "h", 80}},
      {"http://h:443", "http://h:443/", {"http", "h", 443}},
      {"https://u:p@q@h:8443/a b?q r#f",
       "https://h:8443/a%20b?q%20r",
       {"https", "h", 8443}},
      {"http://h?a'b`c", "http://h/?a%27b`c", {"http", "h", 80}},
      {"http://h/a'b`{c}", "http://h/a'b%60%7Bc%7D", {"http", "h", 80}},
      {"http://h/?", "http://h/?", {"http", "h", 80}},
      {"http://h#", "http://h/", {"http", "h", 80}},
      {"http://h/%zz?\\|^", "http://h/%zz?\\|^", {"http", "h", 80}},
      {"http://h/a/../b/./", "http://h/a/../b/./", {"http", "h", 80}},
      {"http://127.0.0.1:80/", "http://127.0.0.1/", {"http", "127.0.0.1", 80}},
      {"http://[::1]:81/", "http://[::1]:81/", {"http", "::1", 81}},
      {"http://[0:0::FFFF:127.0.0.1]/",
       "http://[::ffff:7f00:1]/",
       {"http", "::ffff:7f00:1", 80}},
      {"http://xn--bcher-kva.example/",
       "http://xn--bcher-kva.example/",
       {"http", "xn--bcher-kva.example", 80}},
      {"http://a_b.1e5/", "http://a_b.1e5/", {"http", "a_b.1e5", 80}},
  };
  for (const Case& c : kCases) {
    const RequestUrl url(c.text);
    ASSERT_TRUE(url.valid()) << c.text << ": " << url.error().message;
    EXPECT_EQ(url.text(), c.url) << c.text;
    EXPECT_EQ(url.origin(), c.origin) << c.text;
    const RequestUrl again(url.text());
    EXPECT_EQ(again, url) << c.text;
  }
}

TEST(RequestUrl, TakesNothingThatItWouldHaveToGuess) {
  for (const char* text : {"",
                           " http://h/",
                           "http://h/ ",
                           "127.0.0.1:80/",
                           "127.0.0.1",
                           "h/path",
                           "no scheme",
                           "//h/",
                           "http:h",
                           "http:/h",
                           "http://",
                           "http:///h",
                           "http://b\xC3\xBC"
                           "cher.example/",
                           "b\xC3\xBC"
                           "cher.example",
                           "http://h/\xC3\xBC",
                           "http://%68/",
                           "http://h\\@g/",
                           "http://h/a\\b",
                           "http://h\t/",
                           "http://h/\n",
                           "http://127.1/",
                           "http://0x7f.1/",
                           "http://127.0.0.1./",
                           "http://2130706433/",
                           "http://0177.0.0.1/",
                           "http://1.2.3.256/",
                           "http://a.0x/",
                           "http://[::1/",
                           "http://::1/",
                           "http://[1.2.3.4]/",
                           "http://[::1]x/",
                           "http://[fe80::1%25lo]/",
                           "http://h:65536/",
                           "http://h:x/",
                           "http://h:-1/",
                           "http://a b/",
                           "http://a|b/",
                           "http://u@/"}) {
    const RequestUrl url(text);
    EXPECT_FALSE(url.valid()) << text << " -> " << url.text();
    if (url.valid()) continue;
    EXPECT_EQ(url.error().kind, ErrorKind::kBadUrl) << text;
    EXPECT_EQ(url.origin(), Origin()) << text;
    EXPECT_EQ(url.text(), text);
  }
}

TEST(RequestUrl, KnowsAnAddress) {
  for (const char* text : {"http://127.0.0.1/", "http://[::1]/",
                           "http://[2001:db8::a]:80/", "http://0.0.0.0:1/"}) {
    EXPECT_TRUE(RequestUrl(text).origin().is_address()) << text;
  }
  for (const char* text :
       {"http://h/", "http://h1/", "http://1.h/", "http://1.2.3.h4/",
        "http://h.example./", "http://4.x5/", "http://a.4x5/"}) {
    EXPECT_TRUE(RequestUrl(text).valid()) << text;
    EXPECT_FALSE(RequestUrl(text).origin().is_address()) << text;
  }
}

TEST(RequestUrl, OfPartsIsTheOneThatItsTextIs) {
  for (const char* text :
       {"http://h/", "https://h/", "http://h:443/a?", "https://h:80/?q=1",
        "https://h:8443/a/b?c", "http://127.0.0.1:80/", "http://[::1]/",
        "https://[2001:db8::1]:8443/x"}) {
    const RequestUrl parsed(text);
    const std::string_view whole = parsed.text();
    const RequestUrl built(parsed.origin(),
                           whole.substr(whole.find('/', whole.find("//") + 2)));
    EXPECT_EQ(built, parsed) << built.text();
  }
}

TEST(RequestUrl, TellsAnotherSchemeFromABadUrl) {
  for (const char* text : {"ftp://h/", "httpx://h/", "file:///etc/passwd"}) {
    EXPECT_EQ(RequestUrl(text).error().kind, ErrorKind::kUnsupportedScheme)
        << text;
  }
  EXPECT_FALSE(RequestUrl().valid());
  EXPECT_EQ(RequestUrl().error().kind, ErrorKind::kBadUrl);
}

TEST(RequestUrl, RequestForHasTheSameAnswer) {
  EXPECT_EQ(request_for("http://H/")->url, RequestUrl("http://h/"));
  EXPECT_EQ(request_for("127.0.0.1:80/").error().kind, ErrorKind::kBadUrl);
}

}  // namespace
}  // namespace gfetch::http
