#include "crawler/web/robots/robots.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>

#include "crawler/web/robots/pattern.h"
#include "tests/support/case_name.h"

namespace gfetch::web {
namespace {

using namespace std::chrono_literals;

struct Case {
  const char* name;
  const char* robots;
  const char* path;
  bool allowed;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.name;
}

constexpr Case kCases[] = {
    // Cases about groups of User-agent lines.
    {"NothingIsForbiddenByNothing", "", "/a", true},
    {"StarIsForAll", "User-agent: *\nDisallow: /a", "/a/b", false},
    {"WordsAfterAStarAreNothing", "User-agent: * all\nDisallow: /a", "/a",
     false},
    {"AStarInANameIsNone", "User-agent: *bot\nDisallow: /a", "/a", true},
    {"OursWinsOverStar",
     "User-agent: *\nDisallow: /\nUser-agent: gfetch\nDisallow: /b", "/a",
     true},
    {"OursWinsWhereverItStands",
     "User-agent: gfetch\nDisallow: /b\nUser-agent: *\nDisallow: /", "/a",
     true},
    {"OursWinsWhenItIsEmpty",
     "User-agent: *\nDisallow: /\nUser-agent: gfetch\n", "/a", true},
    {"NamesShareWhatFollows",
     "User-agent: other\nUser-agent: gfetch\nDisallow: /a", "/a", false},
    {"GroupsOfOneNameAreOne",
     "User-agent: gfetch\nDisallow: /a\nUser-agent: x\nDisallow: /x\n"
     "User-agent: gfetch\nDisallow: /b",
     "/a", false},
    {"BlankLinesEndNoGroup", "User-agent: gfetch\n\n\nDisallow: /a", "/a",
     false},
    {"OtherLinesEndNoGroup",
     "User-agent: gfetch\nSitemap: x\nUser-agent: y\nDisallow: /a", "/a",
     false},
    {"NamesHaveNoCase", "USER-AGENT: GFetch\nDISALLOW: /a", "/a", false},
    {"NamesHaveNoVersion", "User-agent: gfetch/2.0\nDisallow: /a", "/a", false},
    {"LongerNamesAreOthers", "User-agent: gfetch-news\nDisallow: /a", "/a",
     true},
    {"ShorterNamesAreOthers", "User-agent: gfet\nDisallow: /a", "/a", true},
    {"RulesWithoutAGroupAreNone", "Disallow: /\nUser-agent: *\nDisallow: /b",
     "/a", true},
    // Cases about the choice of the matching rule.
    {"TheLongestWins", "User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/b/c",
     true},
    {"TheLongestWinsInAnyOrder", "User-agent: *\nDisallow: /a/b\nAllow: /a",
     "/a/b/c", false},
    {"AllowWinsAmongEquals", "User-agent: *\nDisallow: /a\nAllow: /a", "/a",
     true},
    {"StarsCountForTheLength", "User-agent: *\nAllow: /a*\nDisallow: /a", "/a",
     true},
    {"AnEmptyRuleIsNone", "User-agent: *\nDisallow:\n", "/a", true},
    {"RobotsTxtIsAlwaysAllowed", "User-agent: *\nDisallow: /", "/robots.txt",
     true},
    {"CaseMatters", "User-agent: *\nDisallow: /A", "/a", true},
    // Cases about `*` and `$` in patterns.
    {"AStarIsAnything", "User-agent: *\nDisallow: /*/c", "/a/b/c", false},
    {"AStarIsNothing", "User-agent: *\nDisallow: /a*b", "/ab", false},
    {"StarsInARow", "User-agent: *\nDisallow: /a***b", "/axb", false},
    {"ADollarIsTheEnd", "User-agent: *\nDisallow: /a$", "/ab", true},
    {"ADollarIsTheEndOfTheQuery", "User-agent: *\nDisallow: /a$", "/a?b", true},
    {"ADollarAfterAStar", "User-agent: *\nDisallow: /*b$", "/abab", false},
    {"ADollarAfterOnlyAStar", "User-agent: *\nDisallow: /*$", "/abab", false},
    {"ADollarElsewhereIsItself", "User-agent: *\nDisallow: /a$b", "/a$bc",
     false},
    {"PiecesDoNotOverlap", "User-agent: *\nDisallow: /*aba*ba$", "/ababa",
     false},
    {"PiecesDoNotOverlapAtTheEnd", "User-agent: *\nDisallow: /*ab*ba$", "/aba",
     true},
    {"AStarThatIsMeant", "User-agent: *\nDisallow: /a%2Ab", "/axb", true},
    {"AStarInThePath", "User-agent: *\nDisallow: /a%2Ab", "/a*b", false},
    {"ADollarThatIsMeant", "User-agent: *\nDisallow: /a%24", "/a$b", false},
    // Cases about percent escapes.
    {"EscapesOfLettersAreUndone", "User-agent: *\nDisallow: /%62%61%7A", "/baz",
     false},
    {"EscapesInThePathAreUndone", "User-agent: *\nDisallow: /baz", "/%62az",
     false},
    {"EscapesHaveNoCase", "User-agent: *\nDisallow: /%c3%a9", "/%C3%A9", false},
    {"BytesBeyondAsciiAreEscaped", "User-agent: *\nDisallow: /\xC3\xA9",
     "/%C3%A9", false},
    {"ASlashIsNoEscape", "User-agent: *\nDisallow: /a/b", "/a%2Fb", true},
    {"AnEscapeIsNoSlash", "User-agent: *\nDisallow: /a%2Fb", "/a/b", true},
    {"ASlashInAQueryIs", "User-agent: *\nDisallow: /a?u=http://h",
     "/a?u=http%3A%2F%2fh", false},
    {"APercentAlone", "User-agent: *\nDisallow: /100%", "/100%", false},
    {"APercentAndHalfAnEscape", "User-agent: *\nDisallow: /a%2", "/a%2", false},
    // Cases about line ends, comments and whitespace.
    {"Comments", "User-agent: * # all\nDisallow: /a # why\n#Disallow: /b", "/a",
     false},
    {"CommentsAreNoRules", "User-agent: *\n#Disallow: /b", "/b", true},
    {"BlanksAroundEverything", "  User-agent :\t* \n\tDisallow : /a \t", "/a",
     false},
    {"CrLf", "User-agent: *\r\nDisallow: /a\r\n", "/a", false},
    {"Cr", "User-agent: *\rDisallow: /a\r", "/a", false},
    {"TheLastLineNeedsNoEnd", "User-agent: *\nDisallow: /a", "/a", false},
    {"LinesWithoutAColonAreNone", "User-agent: *\nDisallow /a", "/a", true},
    {"Utf8Mark", "\xEF\xBB\xBFUser-agent: *\nDisallow: /a", "/a", false},
    {"HtmlIsNone", "<!DOCTYPE html><html><p>Disallow: /</p></html>", "/a",
     true},
    {"MisspeltDisallow", "User-agent: *\nDissallow: /a", "/a", false},
    {"MisspeltNamesAreNone", "User-agent: *\nDisallow: /\nuseragent: gfetch",
     "/a", false},
};

class Robots : public testing::TestWithParam<Case> {};

TEST_P(Robots, Judges) {
  const Case& one = GetParam();
  const RobotsRules rules = RobotsRules::parse(one.robots);
  EXPECT_EQ(rules.allows(one.path), one.allowed);
}
INSTANTIATE_TEST_SUITE_P(Rules, Robots, testing::ValuesIn(kCases),
                         test::case_name);

TEST(Robots, NamesTheLineThatDecided) {
  const RobotsRules rules = RobotsRules::parse(
      "# hello\r\n\r\nUser-agent: *\r\nDisallow: /*.pdf$\r\nAllow: /a\n");
  const RobotsVerdict forbidden = rules.judge("/x.pdf");
  EXPECT_FALSE(forbidden.allowed);
  EXPECT_EQ(forbidden.line, 4U);
  EXPECT_EQ(forbidden.rule, "Disallow: /*.pdf$");
  const RobotsVerdict allowed = rules.judge("/a");
  EXPECT_TRUE(allowed.allowed);
  EXPECT_EQ(allowed.line, 5U);
  EXPECT_EQ(rules.judge("/b").line, 0U);
}

TEST(Robots, AnyProductCanAsk) {
  const std::string robots = "User-agent: other\nDisallow: /a";
  EXPECT_FALSE(RobotsRules::parse(robots, "Other").allows("/a"));
  EXPECT_TRUE(RobotsRules::parse(robots, "gfetch").allows("/a"));
}

std::optional<Duration> delay_of(const std::string& value) {
  return RobotsRules::parse("User-agent: *\nCrawl-delay: " + value)
      .crawl_delay();
}

TEST(Robots, ReadsCrawlDelays) {
  EXPECT_EQ(delay_of("10"), 10s);
  EXPECT_EQ(delay_of("0.25"), 250ms);
  EXPECT_EQ(delay_of(".5"), 500ms);
  EXPECT_EQ(delay_of("1."), 1s);
  EXPECT_EQ(delay_of("0"), 0s);
  EXPECT_EQ(delay_of("1000000000"), 24h);
  for (const char* junk : {"", "-1", "1e3", "10s", ".", "1.2.3", "nan"}) {
    EXPECT_EQ(delay_of(junk), std::nullopt) << junk;
  }
}

TEST(Robots, ADelayIsOfItsGroup) {
  const RobotsRules ours = RobotsRules::parse(
      "User-agent: *\nCrawl-delay: 9\nDisallow: /\n"
      "User-agent: gfetch\nCrawl-delay: 1\nCrawl-delay: 2\nDisallow: /a\n"
      "User-agent: other\nCrawl-delay: 8\n");
  EXPECT_EQ(ours.crawl_delay(), 2s);
  const RobotsRules without = RobotsRules::parse(
      "User-agent: *\nCrawl-delay: 9\nDisallow: /\nUser-agent: gfetch\n");
  EXPECT_EQ(without.crawl_delay(), std::nullopt);
}

TEST(Robots, ADelayIsOfTheNamesBeforeIt) {
  const std::string robots =
      "User-agent: slow\nCrawl-delay: 9\nUser-agent: gfetch\nDisallow: /a\n";
  EXPECT_EQ(RobotsRules::parse(robots).crawl_delay(), std::nullopt);
  EXPECT_EQ(RobotsRules::parse(robots, "slow").crawl_delay(), 9s);
  EXPECT_FALSE(RobotsRules::parse(robots, "slow").allows("/a"));
}

TEST(Robots, ListsSitemapsOfAllGroups) {
  const RobotsRules rules = RobotsRules::parse(
      "Sitemap: https://h/a.xml\nUser-agent: other\nsitemap:/b.xml # c\n");
  EXPECT_EQ(rules.sitemaps(),
            (std::vector<std::string>{"https://h/a.xml", "/b.xml"}));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "Sitemap: /x\n";
  EXPECT_EQ(RobotsRules::parse(many).sitemaps().size(), 100U);
}

/// Returns a robots.txt whose last rule starts at the byte offset `at`.
std::string with_rule_at(std::size_t at, const std::string& rule) {
  std::string text = "User-agent: *\n";
  while (text.size() + 80 < at) text += std::string(63, '#') + '\n';
  text += std::string(at - text.size() - 1, '#') + '\n';
  return text + rule;
}

TEST(Robots, T49_ReadsEveryLineThatBeginsWithin500Kib) {
  const std::string rule = "Disallow: /a\n";
  const auto forbids = [&](std::size_t at) {
    return !RobotsRules::parse(with_rule_at(at, rule)).allows("/a");
  };
  EXPECT_TRUE(forbids(500 * 1024 - 100));
  EXPECT_TRUE(forbids(511'999));
  EXPECT_FALSE(forbids(512'000));
  EXPECT_FALSE(forbids(600'000));
}

TEST(Robots, T49_ALineThatIsCutIsNoRule) {
  const std::string path(20'000, 'a');
  const RobotsRules rules = RobotsRules::parse(
      with_rule_at(511'990, "Disallow: /" + path + "\nDisallow: /b\n"));
  EXPECT_TRUE(rules.allows("/" + path));
  EXPECT_EQ(rules.size(), 0U);
}

TEST(Robots, T49_AnEndlessBodyEnds) {
  RobotsReader reader;
  const std::string piece(4096, 'x');
  std::size_t taken = 0;
  while (reader.feed(piece)) taken += piece.size();
  EXPECT_GE(taken, 500U * 1024);
  EXPECT_LE(taken, 520U * 1024);
  EXPECT_FALSE(reader.feed(piece));
  EXPECT_TRUE(std::move(reader).finish().allows("/a"));
}

TEST(Robots, T49_OneLineOfAMegabyteHidesNothing) {
  const std::string before = "User-agent: *\nDisallow: /a\n";
  const std::string line = "Disallow: /" + std::string(1 << 20, 'b');
  const RobotsRules rules =
      RobotsRules::parse(before + line + "\nDisallow: /c\n");
  EXPECT_FALSE(rules.allows("/a"));
  EXPECT_TRUE(rules.allows("/b"));
  EXPECT_TRUE(rules.allows("/c"));
}

TEST(Robots, T49_ReadsUtf16OfAscii) {
  const std::string text = "User-agent: *\r\nDisallow: /a\r\n";
  std::string little("\xFF\xFE", 2);
  std::string big("\xFE\xFF", 2);
  for (const char c : text) {
    little.append({c, '\0'});
    big.append({'\0', c});
  }
  EXPECT_FALSE(RobotsRules::parse(little).allows("/a"));
  EXPECT_FALSE(RobotsRules::parse(big).allows("/a"));
  EXPECT_EQ(RobotsRules::parse(little).judge("/a").line, 2U);
}

TEST(Robots, T49_NulsAreNothing) {
  const std::string text("User-\0agent: *\nDis\0allow: /a\0\n", 30);
  EXPECT_FALSE(RobotsRules::parse(text).allows("/a"));
}

TEST(Robots, ReadsTheSameInPiecesOfAnySize) {
  const std::string text =
      "\xEF\xBB\xBFUser-agent: *\r\nDisallow: /a\r\rAllow: /a/b\n\nSitemap: /s";
  for (std::size_t size = 1; size < text.size(); ++size) {
    RobotsReader reader;
    for (std::size_t at = 0; at < text.size(); at += size) {
      EXPECT_TRUE(reader.feed(text.substr(at, size)));
    }
    const RobotsRules rules = std::move(reader).finish();
    EXPECT_EQ(rules.judge("/a").line, 2U);
    EXPECT_EQ(rules.judge("/a/b").line, 4U);
    EXPECT_EQ(rules.sitemaps().size(), 1U);
  }
}

/// The matcher compares each byte of the pattern and of the path at most once.
TEST(RobotsPattern, T52_TakesLinearTime) {
  const std::string path = "/" + std::string(8000, 'a');
  std::size_t steps = 0;
  std::size_t allowed_steps = 0;
  for (int rule = 0; rule < 10'000; ++rule) {
    std::string pattern = "/";
    for (int i = 0; i < rule % 50; ++i) pattern += "*a";
    pattern += "*ab";
    EXPECT_FALSE(matches(pattern, path, steps));
    allowed_steps += pattern.size() + path.size();
  }
  EXPECT_LE(steps, allowed_steps);
}

TEST(RobotsPattern, T52_LongPiecesTakeLinearTime) {
  const std::string path = "/" + std::string(8000, 'a');
  const std::string piece = std::string(400, 'a') + "b";
  std::size_t steps = 0;
  EXPECT_FALSE(matches("/*" + piece + "*" + piece + "$", path, steps));
  EXPECT_LE(steps, path.size() + 2 * piece.size() + 4);
}

TEST(Robots, T52_ManyRulesOfStarsAreJudged) {
  std::string robots = "User-agent: *\n";
  for (int i = 0; i < 10'000; ++i)
    robots += "Disallow: /*a*a*a*a*a*a*a*a*a*b\n";
  const RobotsRules rules = RobotsRules::parse(robots);
  EXPECT_EQ(rules.size(), 10'000U);
  EXPECT_TRUE(rules.allows("/" + std::string(8000, 'a')));
  EXPECT_FALSE(rules.allows("/" + std::string(8000, 'a') + 'b'));
}

}  // namespace
}  // namespace gfetch::web
