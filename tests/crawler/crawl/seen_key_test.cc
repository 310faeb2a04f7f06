#include "crawler/crawl/seen/seen_key.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "crawler/crawl/seen/siphash.h"
#include "tests/support/case_name.h"

namespace gfetch::crawl {
namespace {

struct Case {
  const char* name;
  const char* url;
  const char* key;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.name;
}

std::string key_of(const char* url, const SeenKeyOptions& options = {}) {
  return seen_key(web::parse_url(url).value(), options);
}

constexpr Case kAlways[] = {
    {"Fragment", "http://h/a#b", "http://h/a"},
    {"EmptyFragment", "http://h/a#", "http://h/a"},
    {"FragmentAfterAQuery", "http://h/a?b#c", "http://h/a?b"},
    {"Port", "http://H:80/a", "http://h/a"},
    {"AnotherPort", "http://h:81/a", "http://h:81/a"},
    {"NoPath", "http://h", "http://h/"},
    {"EmptyQuery", "http://h/a?", "http://h/a"},
    {"EmptyQueryWithAFragment", "http://h/a?#b", "http://h/a"},
    {"EscapedLetters", "http://h/%7e%41%2d?%5f", "http://h/~A-?_"},
    {"EscapesInUpperCase", "http://h/%c3%2f?%3f", "http://h/%C3%2F?%3F"},
    {"HalfAnEscape", "http://h/%4?%", "http://h/%254?%25"},
    {"HalfAnEscapeBeforeAnother", "http://h/%%341", "http://h/%2541"},
    {"EscapedPercent", "http://h/%2541", "http://h/%2541"},
    {"Logins", "http://u:p@h/a", "http://u:p@h/a"},
    {"OrderOfParameters", "http://h/?b&a", "http://h/?b&a"},
    {"IndexPages", "http://h/index.html", "http://h/index.html"},
    {"SessionsUnlessAsked", "http://h/;jsessionid=0123456789ABCDEF",
     "http://h/;jsessionid=0123456789ABCDEF"},
    {"TrackingUnlessAsked", "http://h/?utm_source=a", "http://h/?utm_source=a"},
};

class SeenKey : public testing::TestWithParam<Case> {};

TEST_P(SeenKey, IsOneForAllSpellings) {
  EXPECT_EQ(key_of(GetParam().url), GetParam().key);
}
INSTANTIATE_TEST_SUITE_P(Always, SeenKey, testing::ValuesIn(kAlways),
                         test::case_name);

constexpr Case kSessions[] = {
    {"InThePath", "http://h/a;jsessionid=0123?b", "http://h/a?b"},
    {"InAFolder", "http://h/a;JSessionId=0/b", "http://h/a/b"},
    {"OtherPathParameters", "http://h/a;v=1;jsessionid=0;w=2",
     "http://h/a;v=1;w=2"},
    {"OnlyParameter", "http://h/a?PHPSESSID=0123456789abcdef", "http://h/a"},
    {"FirstParameter", "http://h/a?sid=0123456789abcdef&b=1", "http://h/a?b=1"},
    {"LastParameter", "http://h/a?b=1&session_id=0123456789abcdef",
     "http://h/a?b=1"},
    {"AspSessions", "http://h/?ASPSESSIONIDABCD=ABCDEFGHIJKLMNOP", "http://h/"},
    {"ColdFusion", "http://h/?CFID=12345&CFTOKEN=67890&a", "http://h/?a"},
    {"ShortValuesMeanSomething", "http://h/?sid=42", "http://h/?sid=42"},
    {"NoValue", "http://h/?sid", "http://h/?sid"},
    {"EmptyParameters", "http://h/?a&&b", "http://h/?a&&b"},
};

class SessionIds : public testing::TestWithParam<Case> {};

TEST_P(SessionIds, T54_CanBeIgnored) {
  EXPECT_EQ(key_of(GetParam().url, {.ignore_session_ids = true}),
            GetParam().key);
}
INSTANTIATE_TEST_SUITE_P(SeenKey, SessionIds, testing::ValuesIn(kSessions),
                         test::case_name);

TEST(SeenKey, IgnoresTrackingOnRequest) {
  const SeenKeyOptions options{.ignore_tracking = true};
  EXPECT_EQ(key_of("http://h/?utm_source=a&b=1&GCLID=c&fbclid=d", options),
            "http://h/?b=1");
  EXPECT_EQ(key_of("http://h/?utm_source=a", options), "http://h/");
  EXPECT_EQ(key_of("http://h/?&utm_source=a", options), "http://h/");
  EXPECT_EQ(key_of("http://h/?utmost=1", options), "http://h/?utmost=1");
}

TEST(SeenKey, IsAUrlThatHasItForItsKey) {
  for (const Case& one : kAlways) {
    EXPECT_EQ(key_of(one.key), one.key);
  }
}

TEST(SeenSet, TakesEachKeyOnce) {
  SeenSet seen;
  EXPECT_FALSE(seen.contains("a"));
  EXPECT_TRUE(seen.insert("a"));
  EXPECT_FALSE(seen.insert("a"));
  EXPECT_TRUE(seen.insert("b"));
  EXPECT_TRUE(seen.insert(""));
  EXPECT_FALSE(seen.insert(""));
  EXPECT_TRUE(seen.contains("a"));
  EXPECT_FALSE(seen.contains("c"));
  EXPECT_EQ(seen.size(), 3U);
}

TEST(SeenSet, HoldsManyInLittleRoom) {
  constexpr int kMany = 200'000;
  SeenSet seen({1, 2});
  for (int i = 0; i < kMany; ++i) {
    ASSERT_TRUE(seen.insert("http://h/page/" + std::to_string(i)));
  }
  for (int i = 0; i < kMany; ++i) {
    ASSERT_FALSE(seen.insert("http://h/page/" + std::to_string(i)));
  }
  EXPECT_EQ(seen.size(), 200'000U);
  EXPECT_LE(seen.bytes(), 43U * kMany + sizeof(SeenSet));
}

/// A test vector of SipHash's reference implementation: the key is 00 01 … 0f,
/// the input 00 01 ….
TEST(SipHash, IsTheRealOne) {
  constexpr std::uint64_t kLow = 0x0706050403020100;
  constexpr std::uint64_t kHigh = 0x0f0e0d0c0b0a0908;
  using Halves = std::pair<std::uint64_t, std::uint64_t>;
  EXPECT_EQ(siphash128("", kLow, kHigh),
            (Halves{0xe6a825ba047f81a3, 0x930255c71472f66d}));
  EXPECT_EQ(siphash128(std::string(1, '\0'), kLow, kHigh),
            (Halves{0x44af996bd8c187da, 0x45fc229b11597634}));
}

}  // namespace
}  // namespace gfetch::crawl
