#include "crawl/scope/scope.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/support/case_name.h"

namespace gfetch::crawl {
namespace {

web::Url url_of(const std::string& text) {
  return web::parse_url(text).value();
}

Scope scope_of(const CrawlRules& rules, const std::string& seed) {
  Scope scope = Scope::create(rules).value();
  scope.add_seed(url_of(seed));
  return scope;
}

/// Returns the name of the skip reason, or `fetched`.
std::string fate(const Scope& scope, const std::string& url, int depth = 1,
                 web::LinkKind kind = web::LinkKind::kPage) {
  const auto reason = scope.refuse(url_of(url), depth, kind);
  return reason ? std::string(name_of(*reason)) : "fetched";
}

struct Case {
  const char* name;
  ScopeRange range;
  const char* seed;
  const char* url;
  bool within;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.name;
}

using enum ScopeRange;

constexpr Case kCases[] = {
    {"PageIsTheSeed", kPage, "http://h/a?b", "http://h/a?b#c", true},
    {"PageIsNoOther", kPage, "http://h/a?b", "http://h/a", false},
    {"PageOverHttps", kPage, "http://h/a", "https://h/a", true},
    {"PrefixIsTheFolder", kPrefix, "http://h/docs/intro.html",
     "http://h/docs/b", true},
    {"PrefixIsTheFolderItself", kPrefix, "http://h/docs/intro.html",
     "http://h/docs/?a", true},
    {"PrefixHoldsFoldersBelow", kPrefix, "http://h/docs/", "http://h/docs/a/b/",
     true},
    {"PrefixEndsAtTheSlash", kPrefix, "http://h/docs/", "http://h/docs2/a",
     false},
    {"PrefixWithoutItsSlash", kPrefix, "http://h/docs/", "http://h/docs",
     false},
    {"PrefixIsNothingAbove", kPrefix, "http://h/docs/", "http://h/", false},
    {"PrefixOfTheRoot", kPrefix, "http://h/a", "http://h/x/y/z", true},
    {"PrefixIsOfItsHost", kPrefix, "http://h/docs/", "http://g/docs/a", false},
    {"HostIsAllOfIt", kHost, "http://h/a/b", "http://h/", true},
    {"HostOverHttps", kHost, "http://h/", "https://h/a", true},
    {"HostAtItsPort", kHost, "http://h:81/", "https://h:81/", true},
    {"HostAtAnotherPort", kHost, "http://h/", "http://h:81/", false},
    {"HostIsNoSubdomain", kHost, "http://h.x/", "http://www.h.x/", false},
    {"DomainHoldsSubdomains", kDomain, "http://www.example.co.uk/",
     "http://a.b.example.co.uk:81/", true},
    {"DomainIsNoSuffix", kDomain, "http://example.co.uk/",
     "http://other.co.uk/", false},
    {"DomainsOfAddressesAreThemselves", kDomain, "http://127.0.0.1/",
     "http://127.0.0.2/", false},
    {"AnyIsAny", kAny, "http://h/", "https://other/", true},
};

class ScopeRanges : public testing::TestWithParam<Case> {};

TEST_P(ScopeRanges, AreSeenFromTheSeed) {
  const Case& one = GetParam();
  const Scope scope = scope_of({.scope = one.range}, one.seed);
  EXPECT_EQ(scope.within(url_of(one.url)), one.within);
  EXPECT_EQ(fate(scope, one.url), one.within ? "fetched" : "out_of_scope");
  EXPECT_TRUE(scope.within(url_of(one.seed)));
}
INSTANTIATE_TEST_SUITE_P(Scope, ScopeRanges, testing::ValuesIn(kCases),
                         test::case_name);

TEST(Scope, IsThatOfAllSeedsTogether) {
  Scope scope = scope_of({}, "http://a/");
  scope.add_seed(url_of("http://b/"));
  EXPECT_EQ(fate(scope, "http://a/x"), "fetched");
  EXPECT_EQ(fate(scope, "http://b/x"), "fetched");
  EXPECT_EQ(fate(scope, "http://c/x"), "out_of_scope");
}

TEST(Scope, WithoutASeedNothingIsWithin) {
  const Scope scope = Scope::create({}).value();
  EXPECT_EQ(fate(scope, "http://a/x"), "out_of_scope");
}

TEST(Scope, KnowsWhatGfetchFetches) {
  const Scope scope = scope_of({.scope = kAny}, "http://h/");
  for (const char* url : {"mailto:a@b", "javascript:void(0)", "ftp://h/",
                          "data:,x", "file:///etc/passwd"}) {
    EXPECT_EQ(fate(scope, url), "unsupported_scheme") << url;
    EXPECT_EQ(fate(scope, url, 0), "unsupported_scheme") << url;
    EXPECT_EQ(fate(scope, url, 99), "unsupported_scheme") << url;
  }
}

TEST(Scope, EndsAtItsDepth) {
  const Scope scope = scope_of({.depth = 2}, "http://h/");
  EXPECT_EQ(fate(scope, "http://h/a", 2), "fetched");
  EXPECT_EQ(fate(scope, "http://h/a", 3), "depth");
  const Scope seeds_only = scope_of({.depth = 0}, "http://h/");
  EXPECT_EQ(fate(seeds_only, "http://h/a", 0), "fetched");
  EXPECT_EQ(fate(seeds_only, "http://h/a", 1), "depth");
}

TEST(Scope, IncludesNarrowIt) {
  const Scope scope =
      scope_of({.include = {"/docs/", R"(\.txt$)"}}, "http://h/");
  EXPECT_EQ(fate(scope, "http://h/docs/a"), "fetched");
  EXPECT_EQ(fate(scope, "http://h/a.txt"), "fetched");
  EXPECT_EQ(fate(scope, "http://h/a"), "out_of_scope");
  EXPECT_EQ(fate(scope, "http://g/docs/a"), "out_of_scope");
}

TEST(Scope, ExcludesWinOverIncludes) {
  const Scope scope =
      scope_of({.include = {"/docs/"}, .exclude = {"private"}}, "http://h/");
  EXPECT_EQ(fate(scope, "http://h/docs/private"), "out_of_scope");
  EXPECT_EQ(fate(scope, "http://h/docs/a"), "fetched");
}

TEST(Scope, SeedsNeedNoPattern) {
  const Scope scope = scope_of(
      {.include = {"/docs/"}, .exclude = {"^http://h/$"}}, "http://h/");
  EXPECT_EQ(fate(scope, "http://h/", 0), "fetched");
  EXPECT_EQ(fate(scope, "http://h/", 1), "out_of_scope");
}

TEST(Scope, NamesAPatternThatIsNone) {
  const auto include = Scope::create({.include = {"a", "("}});
  ASSERT_FALSE(include);
  EXPECT_NE(include.error().message.find("\"(\""), std::string::npos);
  EXPECT_FALSE(Scope::create({.exclude = {"["}}));
}

TEST(Scope, AssetsComeFromAnywhereWhenTheyAreWanted) {
  const Scope scope = scope_of(
      {.depth = 1, .include = {"/docs/"}, .exclude = {"ads"}, .assets = true},
      "http://h/docs/");
  const auto asset_fate = [&](const std::string& url, int depth) {
    return fate(scope, url, depth, web::LinkKind::kAsset);
  };
  EXPECT_EQ(asset_fate("https://cdn/a.css", 1), "fetched");
  EXPECT_EQ(asset_fate("https://cdn/a.css", 2), "fetched");
  EXPECT_EQ(asset_fate("https://cdn/font", 7), "fetched");
  EXPECT_EQ(asset_fate("https://cdn/endless.css", 8), "depth");
  EXPECT_EQ(asset_fate("https://ads/a.js", 1), "out_of_scope");
}

TEST(Scope, AssetsAreNotFetchedUnlessTheyAreWanted) {
  const Scope scope = scope_of({}, "http://h/");
  EXPECT_EQ(fate(scope, "http://h/a.css", 1, web::LinkKind::kAsset),
            "out_of_scope");
}

TEST(Scope, T54_SeesTrapsUnlessToldNotTo) {
  const std::string deep = "http://h/a/a/a/a";
  EXPECT_EQ(fate(scope_of({}, "http://h/"), deep), "trap");
  EXPECT_EQ(fate(scope_of({}, "http://h/"), deep, 0), "fetched");
  EXPECT_EQ(fate(scope_of({.traps = false}, "http://h/"), deep), "fetched");
}

}  // namespace
}  // namespace gfetch::crawl
