#include "crawl/scope/page_family.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/case_name.h"

namespace gfetch::crawl {
namespace {

web::Url url_of(const std::string& text) {
  return web::parse_url(text).value();
}

struct Case {
  const char* name;
  const char* url;
  const char* family;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.name;
}

constexpr Case kCases[] = {
    {"Numbers", "http://h/page/12.html", "http://h/page/#.html"},
    {"NumbersInWords", "http://h/ch01s2", "http://h/ch#s#"},
    {"NumbersInTheQuery", "http://h/?a=1&b=x2", "http://h/?a=#&b=x#"},
    {"Dates", "http://h/2026/11/21", "http://h/#/#/#"},
    {"Hashes", "http://h/p/0a1b2c3d4e", "http://h/p/#"},
    {"WordsOfHexDigits", "http://h/deadbeef/1", "http://h/deadbeef/#"},
    {"ShortMixtures", "http://h/a1b2", "http://h/a#b#"},
    {"NoNumbers", "http://h/docs/intro", ""},
    {"NumbersOfTheHost", "http://h1:81/docs", ""},
    {"NumbersOfTheFragment", "http://h/docs#1", ""},
    {"FragmentsAreLeftOut", "http://h/1#2", "http://h/#"},
    {"EmptyQueriesAreLeftOut", "http://h/1?", "http://h/#"},
};

class FamilyOf : public testing::TestWithParam<Case> {};

TEST_P(FamilyOf, HasNoNumbers) {
  EXPECT_EQ(family_of(url_of(GetParam().url)), GetParam().family);
}
INSTANTIATE_TEST_SUITE_P(Urls, FamilyOf, testing::ValuesIn(kCases),
                         test::case_name);

TEST(PageFamily, CountsTheLinksWithinIt) {
  const PageFamily family(url_of("http://h/page/7"), 3);
  EXPECT_EQ(family.chain_to(url_of("http://h/page/8")), 4);
  EXPECT_EQ(family.chain_to(url_of("http://h/list/8")), 0);
  EXPECT_EQ(family.chain_to(url_of("http://g/page/8")), 0);
  const PageFamily single(url_of("http://h/intro"), 0);
  EXPECT_EQ(single.chain_to(url_of("http://h/intro")), 0);
}

/// A site, as a function from a path to the links of the page at that path.
using Site = std::function<std::vector<std::string>(const std::string& path)>;

/// Returns the number of pages, up to `most`, that a breadth-first crawl of
/// `site` from `/` fetches.
std::size_t crawled(const Site& site, std::size_t most,
                    const FamilyLimits& limits = {}) {
  Families families(limits);
  std::set<std::string> seen{"/"};
  std::deque<std::pair<std::string, int>> queue{{"/", 0}};
  std::size_t pages = 0;
  while (!queue.empty() && pages < most) {
    const auto [path, chain] = queue.front();
    queue.pop_front();
    ++pages;
    const PageFamily family(url_of("http://h" + path), chain);
    for (const std::string& link : site(path)) {
      const web::Url url = url_of("http://h" + link);
      const int chain_to = family.chain_to(url);
      if (seen.contains(link) || families.admit(url, chain_to)) continue;
      seen.insert(link);
      queue.emplace_back(link, chain_to);
    }
  }
  return pages;
}

int number_in(const std::string& path) {
  return std::stoi(path.substr(path.find_first_of("0123456789")));
}

TEST(Families, T54_ACalendarEnds) {
  const Site calendar = [](const std::string& path) {
    int month = path == "/" ? 2026 * 12 : 0;
    if (path != "/") {
      month = std::stoi(path.substr(path.find("year=") + 5)) * 12 +
              std::stoi(path.substr(path.find("month=") + 6));
    }
    ++month;
    return std::vector{"/cal?year=" + std::to_string(month / 12) +
                       "&month=" + std::to_string(month % 12)};
  };
  EXPECT_EQ(crawled(calendar, 100'000), 122U);
}

TEST(Families, T54_ACalendarInThePathEnds) {
  const Site calendar = [](const std::string& path) {
    const int day = path == "/" ? 0 : number_in(path.substr(9));
    return std::vector{"/2026/11/" + std::to_string(day + 1)};
  };
  EXPECT_EQ(crawled(calendar, 100'000), 122U);
}

TEST(Families, T54_ACalendarOfPagesThatAreOnlyNumberedEnds) {
  const Site calendar = [](const std::string& path) {
    const int day = path == "/" ? 0 : number_in(path);
    return std::vector{"/calendar/" + std::to_string(day + 1)};
  };
  EXPECT_EQ(crawled(calendar, 100'000), 122U);
}

TEST(Families, T54_AFarmEnds) {
  const Site farm = [](const std::string& path) {
    const int number = path == "/" ? 1 : number_in(path);
    std::vector<std::string> links;
    for (int i = 0; i < 10; ++i) {
      links.push_back("/item/" + std::to_string(number * 10 + i));
    }
    return links;
  };
  EXPECT_EQ(crawled(farm, 100'000, {.pages = 500}), 511U);
}

TEST(Families, AListingNamesAsManyAsItLikes) {
  const Site listing = [](const std::string& path) {
    std::vector<std::string> links;
    for (int i = 0; path == "/" && i < 20'000; ++i) {
      links.push_back("/page/" + std::to_string(i) + ".html");
    }
    return links;
  };
  EXPECT_EQ(crawled(listing, 100'000), 20'001U);
}

// Each page links to the next 60 pages, like the site of the benchmark.
TEST(Families, FiveThousandPagesThatNameEachOtherAreNoTrap) {
  const Site site = [](const std::string& path) {
    const int number = path == "/" ? 0 : number_in(path);
    std::vector<std::string> links;
    for (int i = 1; i <= 60; ++i) {
      links.push_back("/page/" + std::to_string((number + i) % 5000) + ".html");
    }
    return links;
  };
  EXPECT_EQ(crawled(site, 100'000), 5001U);
}

TEST(Families, ABookThatIsReadPageByPageIsNoTrap) {
  const Site book = [](const std::string& path) {
    const int number = path == "/" ? 0 : number_in(path);
    if (number == 900) return std::vector<std::string>();
    return std::vector{"/node" + std::to_string(number + 1) + ".html"};
  };
  EXPECT_EQ(crawled(book, 100'000), 901U);
}

}  // namespace
}  // namespace gfetch::crawl
