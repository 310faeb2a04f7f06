#include "crawler/crawl/options/url_pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace gfetch::crawl {
namespace {

bool found(const std::string& pattern, const std::string& url) {
  return UrlPattern::parse(pattern).value().found_in(
      web::parse_url(url).value());
}

TEST(UrlPattern, MayBeAnyPartOfTheUrl) {
  EXPECT_TRUE(found("/docs/", "http://h/docs/a"));
  EXPECT_TRUE(found("^http://h/", "http://h/docs/a"));
  EXPECT_TRUE(found(R"(\.pdf$)", "http://h/a.pdf"));
  EXPECT_FALSE(found(R"(\.pdf$)", "http://h/a.pdf?b"));
  EXPECT_FALSE(found("^/docs/", "http://h/docs/a"));
  EXPECT_TRUE(found("", "http://h/"));
}

TEST(UrlPattern, HasCaseUnlessItSaysOtherwise) {
  EXPECT_FALSE(found("/DOCS", "http://h/docs"));
  EXPECT_TRUE(found("(?i)/DOCS", "http://h/docs"));
}

TEST(UrlPattern, SaysWhatIsWrongWithIt) {
  const auto bad = UrlPattern::parse("(a");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message,
            "\"(a\" is no regular expression: missing ): (a");
  EXPECT_FALSE(UrlPattern::parse(R"((a)\1)"));
}

// A backtracking engine would need exponential time for this pattern.
TEST(UrlPattern, TakesLinearTime) {
  EXPECT_FALSE(
      found("(/a+)+(/a+)+(/a+)+b$", "http://h/" + std::string(100'000, 'a')));
}

}  // namespace
}  // namespace gfetch::crawl
