#include "crawler/report/check/link_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawl/scope/skip_reason.h"

namespace gfetch::report {
namespace {

constexpr std::string_view kSite = "http://h/";

crawl::Visit fetched(std::string_view path) {
  crawl::Visit visit;
  visit.url = std::string(kSite) + std::string(path);
  visit.final_url = visit.url;
  visit.parent = kSite;
  visit.depth = 1;
  visit.outcome = crawl::Outcome::kFetched;
  visit.ok = true;
  visit.status_code = 200;
  visit.headers = {{"Content-Type", "text/html; charset=utf-8"}};
  return visit;
}

crawl::Visit missing(std::string_view path) {
  crawl::Visit visit = fetched(path);
  visit.outcome = crawl::Outcome::kFailed;
  visit.ok = false;
  visit.status_code = 404;
  visit.error = Error{ErrorKind::kHttpStatus, "404 Not Found"};
  return visit;
}

crawl::Visit skipped(std::string url, crawl::SkipReason reason) {
  crawl::Visit visit;
  visit.url = std::move(url);
  visit.parent = kSite;
  visit.outcome = crawl::Outcome::kSkipped;
  visit.reason = name_of(reason);
  return visit;
}

/// Returns the visit of a page with one link per line, in column 3.
crawl::Visit page(std::string_view path,
                  const std::vector<std::string>& targets,
                  std::vector<std::string> anchors = {}) {
  crawl::Visit visit = fetched(path);
  auto findings = std::make_shared<web::PageFindings>();
  findings->base = *web::parse_url(visit.url);
  findings->anchors = std::move(anchors);
  std::uint32_t line = 0;
  for (const std::string& target : targets) {
    web::Link link;
    link.target = target;
    link.tag = "a";
    link.attribute = "href";
    link.text = "to " + target;
    link.position = {++line, 3};
    findings->links.push_back(std::move(link));
  }
  resolve_links(findings->links, findings->base);
  visit.page = std::move(findings);
  return visit;
}

crawl::Visit seed(crawl::Visit visit) {
  visit.parent.clear();
  visit.input = "argv:1";
  visit.depth = 0;
  return visit;
}

CheckFindings findings_of(const std::vector<crawl::Visit>& visits,
                          CheckOptions options = {}) {
  LinkCheck check(options);
  for (const crawl::Visit& visit : visits) check.add(visit);
  return check.findings();
}

/// Formats each finding as `PAGE LINE KIND URL`.
std::vector<std::string> lines(const std::vector<LinkFinding>& findings) {
  std::vector<std::string> out;
  for (const LinkFinding& one : findings) {
    out.push_back((one.page.empty() ? one.input : one.page) + ' ' +
                  std::to_string(one.position.line) + ' ' + one.kind + ' ' +
                  (one.url.empty() ? one.target : one.url));
  }
  return out;
}

using Lines = std::vector<std::string>;

TEST(LinkCheck, NamesThePagesAndLinesThatHoldABrokenLink) {
  const CheckFindings found =
      findings_of({seed(page("", {"a", "gone"})), page("a", {"gone", "/"}),
                   missing("gone")});
  EXPECT_EQ(lines(found.broken),
            (Lines{"http://h/ 2 http_status http://h/gone",
                   "http://h/a 1 http_status http://h/gone"}));
  const LinkFinding& first = found.broken.at(0);
  EXPECT_EQ(first.position.column, 3U);
  EXPECT_EQ(first.tag, "a");
  EXPECT_EQ(first.text, "to gone");
  EXPECT_EQ(first.target, "gone");
  EXPECT_EQ(first.status_code, 404);
  EXPECT_EQ(first.message, "404 Not Found");
  EXPECT_EQ(found.pages, (Lines{"http://h/", "http://h/a"}));
  EXPECT_EQ(found.links, 4U);
  EXPECT_EQ(found.urls, 3U);
}

TEST(LinkCheck, FindsTheSameInWhateverOrderVisitsCome) {
  std::vector<crawl::Visit> visits{
      seed(page("", {"a", "gone", "b#x", "old"})), page("a", {"gone", "b#y"}),
      page("b", {"/", "a"}, {"x"}), missing("gone")};
  crawl::Visit moved = fetched("old");
  moved.final_url = "http://h/b";
  moved.redirects = {{"http://h/old", 301}};
  visits.push_back(moved);
  const CheckFindings first = findings_of(visits);
  const auto by_url = [](const crawl::Visit& a, const crawl::Visit& b) {
    return a.url < b.url;
  };
  std::ranges::sort(visits, by_url);
  do {
    const CheckFindings found = findings_of(visits);
    EXPECT_EQ(lines(found.broken), lines(first.broken));
    EXPECT_EQ(lines(found.moved), lines(first.moved));
    EXPECT_EQ(found.links, first.links);
    EXPECT_EQ(found.urls, first.urls);
  } while (std::next_permutation(visits.begin(), visits.end(), by_url));
  EXPECT_EQ(first.broken.size(), 3U);
  EXPECT_EQ(first.moved.size(), 1U);
}

TEST(LinkCheck, LooksForWhatFragmentsName) {
  const CheckFindings found = findings_of(
      {seed(page("",
                 {"b#here", "b#nowhere", "b#", "b#top", "b#ToP",
                  "b#:~:text=hello", "b#here:~:text=hello", "b#caf%C3%A9",
                  "b#caf\xC3\xA9", "b#a%20b", "#own", "#else"},
                 {"own"})),
       page("b", {}, {"here", "caf\xC3\xA9", "a%20b"})});
  EXPECT_EQ(lines(found.broken),
            (Lines{"http://h/ 2 missing_anchor http://h/b#nowhere",
                   "http://h/ 12 missing_anchor http://h/#else"}));
}

TEST(LinkCheck, LooksForFragmentsBehindRedirects) {
  crawl::Visit moved = fetched("old");
  moved.final_url = "http://h/new";
  moved.redirects = {{"http://h/old", 302}};
  const CheckFindings found = findings_of(
      {seed(page("", {"old#x", "old#y"})), moved, page("new", {}, {"x"})});
  EXPECT_EQ(lines(found.broken),
            (Lines{"http://h/ 2 missing_anchor http://h/old#y"}));
  EXPECT_EQ(found.redirected, 1U);
}

TEST(LinkCheck, LooksForFragmentsOnlyWhereAllNamesAreKnown) {
  crawl::Visit manual = fetched("manual.pdf");
  manual.headers = {{"Content-Type", "application/pdf"}};
  manual.page = std::make_shared<web::PageFindings>();
  crawl::Visit endless = page("endless", {});
  auto cut = std::make_shared<web::PageFindings>(*endless.page);
  cut->cut = true;
  endless.page = cut;
  const CheckFindings found = findings_of(
      {seed(page("", {"manual.pdf#page=7", "endless#x", "outside#x"})), manual,
       endless, fetched("outside")});
  EXPECT_EQ(lines(found.broken), Lines());
}

TEST(LinkCheck, LeavesFragmentsAloneWhenToldSo) {
  const CheckFindings found = findings_of(
      {seed(page("", {"b#nowhere"})), page("b", {})}, {.anchors = false});
  EXPECT_EQ(lines(found.broken), Lines());
}

TEST(LinkCheck, AdvisesToLeadWhereAPageHasMovedForGood) {
  crawl::Visit moved = fetched("old");
  moved.final_url = "http://h/newest";
  moved.redirects = {{"http://h/old", 301}, {"http://h/new", 308}};
  crawl::Visit half = fetched("half");
  half.final_url = "http://h/today";
  half.redirects = {{"http://h/half", 301}, {"http://h/whole", 302}};
  crawl::Visit passing = fetched("passing");
  passing.final_url = "http://h/today";
  passing.redirects = {{"http://h/passing", 302}, {"http://h/there", 301}};
  const CheckFindings found = findings_of(
      {seed(page("", {"old#part", "half", "passing"})), moved, half, passing});
  ASSERT_EQ(lines(found.moved), (Lines{"http://h/ 1 moved http://h/old#part",
                                       "http://h/ 2 moved http://h/half"}));
  EXPECT_EQ(found.moved[0].new_url, "http://h/newest#part");
  EXPECT_EQ(found.moved[1].new_url, "http://h/whole");
  EXPECT_EQ(found.redirected, 1U);
  EXPECT_EQ(lines(found.broken), Lines());
}

TEST(LinkCheck, ListsWhatNobodyKnowsApart) {
  crawl::Visit late;
  late.url = "http://h/late";
  late.parent = kSite;
  const CheckFindings found = findings_of(
      {seed(page("", {"secret", "late", "gopher://h/"})),
       skipped("http://h/secret", crawl::SkipReason::kRobots), late});
  EXPECT_EQ(lines(found.skipped),
            (Lines{"http://h/ 1 robots http://h/secret",
                   "http://h/ 2 unfinished http://h/late",
                   "http://h/ 3 unsupported_scheme gopher://h/"}));
  EXPECT_EQ(lines(found.broken), Lines());
}

TEST(LinkCheck, CountsWhatLiesOutsideTheCrawl) {
  const CheckFindings found =
      findings_of({seed(page("", {"http://other/", "deep", "never-met"})),
                   skipped("http://other/", crawl::SkipReason::kOutOfScope),
                   skipped("http://h/deep", crawl::SkipReason::kDepth)});
  EXPECT_EQ(found.unchecked, 3U);
  EXPECT_EQ(lines(found.skipped), Lines());
  EXPECT_EQ(lines(found.broken), Lines());
}

TEST(LinkCheck, TakesWhatIsNoUrlForBroken) {
  const CheckFindings found =
      findings_of({seed(page("", {"http://", "http://h:x/"}))});
  EXPECT_EQ(lines(found.broken), (Lines{"http://h/ 1 bad_url http://",
                                        "http://h/ 2 bad_url http://h:x/"}));
}

TEST(LinkCheck, LeavesMailAndScriptsToOthers) {
  const CheckFindings found = findings_of({seed(
      page("", {"mailto:ann@h", "javascript:void(0)", "data:,x", "tel:1"}))});
  EXPECT_EQ(found.links, 0U);
  EXPECT_EQ(lines(found.skipped), Lines());
}

TEST(LinkCheck, TellsWhichNamedUrlIsBroken) {
  const CheckFindings found = findings_of({seed(missing("gone"))});
  EXPECT_EQ(lines(found.broken), (Lines{"argv:1 0 http_status http://h/gone"}));
}

TEST(LinkCheck, TellsOfANamedUrlAndOfTheLinksToItApart) {
  const CheckFindings found =
      findings_of({seed(page("", {"gone"})), seed(missing("gone"))});
  EXPECT_EQ(lines(found.broken),
            (Lines{"argv:1 0 http_status http://h/gone",
                   "http://h/ 1 http_status http://h/gone"}));
}

TEST(LinkCheck, TellsOfWhatASitemapLists) {
  crawl::Visit visit = missing("gone");
  visit.parent = "http://h/sitemap.xml";
  EXPECT_EQ(lines(findings_of({visit}).broken),
            (Lines{"http://h/sitemap.xml 0 http_status http://h/gone"}));
}

TEST(LinkCheck, ReadsAPageThatHasTwoNamesOnce) {
  crawl::Visit other = page("", {"gone"});
  other.url = "http://h/index";
  other.redirects = {{"http://h/index", 302}};
  const CheckFindings found =
      findings_of({seed(page("", {"gone"})), other, missing("gone")});
  EXPECT_EQ(lines(found.broken),
            (Lines{"http://h/ 1 http_status http://h/gone"}));
  EXPECT_EQ(found.pages, (Lines{"http://h/"}));
}

TEST(LinkCheck, ForgetsNothingForADuplicate) {
  crawl::Visit twice = skipped("http://h/gone", crawl::SkipReason::kDuplicate);
  const CheckFindings found =
      findings_of({seed(page("", {"gone"})), missing("gone"), twice});
  EXPECT_EQ(found.broken.size(), 1U);
  EXPECT_EQ(found.skipped.size(), 0U);
}

TEST(LinkCheck, SeesThroughRedirectsToWhatWasMetBefore) {
  const auto twin_of = [](std::string_view path, std::string_view end) {
    crawl::Visit visit =
        skipped("http://h/" + std::string(path), crawl::SkipReason::kDuplicate);
    visit.final_url = "http://h/" + std::string(end);
    visit.redirects = {{visit.url, 301}};
    return visit;
  };
  const CheckFindings found =
      findings_of({seed(page("", {"old", "old#x", "old#y", "bad", "gone"})),
                   twin_of("old", "new"), twin_of("bad", "gone"),
                   page("new", {}, {"x"}), missing("gone")});
  EXPECT_EQ(lines(found.broken),
            (Lines{"http://h/ 3 missing_anchor http://h/old#y",
                   "http://h/ 4 http_status http://h/bad",
                   "http://h/ 5 http_status http://h/gone"}));
  EXPECT_EQ(found.moved.size(), 2U);
}

TEST(LinkCheck, KnowsAPageByEverySpelling) {
  const CheckFindings found =
      findings_of({seed(page("", {"%7eann/", "~ann/", "gone?", "gone"})),
                   fetched("~ann/"), missing("gone")});
  EXPECT_EQ(lines(found.broken),
            (Lines{"http://h/ 3 http_status http://h/gone?",
                   "http://h/ 4 http_status http://h/gone"}));
  EXPECT_EQ(found.unchecked, 0U);
  EXPECT_EQ(found.urls, 2U);
}

TEST(LinkCheck, TakesForOneWhatTheCrawlTookForOne) {
  const auto visits = {seed(page("", {"gone?utm_source=x", "gone"})),
                       missing("gone")};
  EXPECT_EQ(findings_of(visits).broken.size(), 1U);
  EXPECT_EQ(
      findings_of(visits, {.seen = {.ignore_tracking = true}}).broken.size(),
      2U);
}

TEST(LinkCheck, TakesWhatIsTooLargeForUsForThere) {
  crawl::Visit image = missing("debian.iso");
  image.status_code = 200;
  image.error = Error{ErrorKind::kBodyTooLarge, "larger than 64M"};
  EXPECT_EQ(findings_of({seed(page("", {"debian.iso"})), image}).broken.size(),
            0U);
}

TEST(LinkCheck, DoesNotKnowWhatMustNotBeAsked) {
  crawl::Visit local = missing("local");
  local.status_code = 0;
  local.error = Error{ErrorKind::kPrivateAddress, "a private address"};
  const CheckFindings found = findings_of({seed(page("", {"local"})), local});
  EXPECT_EQ(lines(found.skipped),
            (Lines{"http://h/ 1 private_address http://h/local"}));
  EXPECT_EQ(found.broken.size(), 0U);
}

TEST(LinkCheck, NeverShowsAPassword) {
  const CheckFindings found =
      findings_of({seed(page("", {"http://ann:s3cret@h/gone"})), [] {
                     crawl::Visit visit = missing("gone");
                     visit.url = "http://ann:***@h/gone";
                     return visit;
                   }()});
  ASSERT_EQ(found.broken.size(), 1U);
  EXPECT_EQ(found.broken[0].url, "http://ann:***@h/gone");
}

TEST(LinkCheck, X09_ListsAreBoundedByPageAndInAll) {
  std::vector<std::string> targets;
  std::vector<crawl::Visit> visits;
  for (int i = 0; i < 30; ++i) {
    targets.push_back("/" + std::to_string(i));
    visits.push_back(missing(std::to_string(i)));
  }
  for (const char* path : {"", "b", "c"}) visits.push_back(page(path, targets));
  const CheckFindings all = findings_of(visits);
  EXPECT_EQ(all.broken.size(), 90U);
  EXPECT_EQ(all.unlisted, 0U);
  const CheckFindings by_page = findings_of(visits, {.max_page_findings = 10});
  EXPECT_EQ(by_page.broken.size(), 30U);
  EXPECT_EQ(by_page.unlisted, 60U);
  EXPECT_EQ(by_page.broken[10].page, "http://h/b");
  EXPECT_EQ(by_page.broken[19].position.line, 10U);
  const CheckFindings in_all = findings_of(visits, {.max_findings = 15});
  EXPECT_EQ(in_all.broken.size(), 15U);
  EXPECT_EQ(in_all.unlisted, 75U);
  std::ranges::reverse(visits);
  EXPECT_EQ(lines(findings_of(visits, {.max_findings = 15}).broken),
            lines(in_all.broken));
}

TEST(LinkCheck, X09_ManyMovedLinksHideNoBrokenOne) {
  std::vector<crawl::Visit> visits;
  std::vector<std::string> targets;
  for (int i = 0; i < 20; ++i) {
    crawl::Visit moved = fetched("m" + std::to_string(i));
    moved.redirects = {{.url = moved.url, .status_code = 301}};
    moved.final_url = "http://h/new" + std::to_string(i);
    targets.push_back("/m" + std::to_string(i));
    visits.push_back(std::move(moved));
  }
  targets.push_back("/gone");
  visits.push_back(missing("gone"));
  visits.push_back(page("", targets));
  const CheckFindings found =
      findings_of(visits, {.max_page_findings = 5, .max_findings = 5});
  EXPECT_EQ(found.moved.size(), 5U);
  EXPECT_EQ(found.broken.size(), 1U);
  EXPECT_EQ(found.unlisted, 15U);
}

TEST(LinkCheck, X09_LinksWithoutRoomAreCounted) {
  LinkCheck check({.max_bytes = 100'000});
  for (int i = 0; i < 100; ++i) {
    std::vector<std::string> targets;
    for (int j = 0; j < 100; ++j) {
      targets.push_back("/" + std::to_string(i) + '/' + std::to_string(j) +
                        "#a");
    }
    check.add(page("p" + std::to_string(i), targets));
  }
  check.add(missing("gone"));
  const CheckFindings found = check.findings();
  EXPECT_EQ(found.links, 10'000U);
  EXPECT_GT(found.unchecked, 9'000U);
  EXPECT_LT(found.urls, 1'000U);
  // A failure is found all the same, so the check does not end well.
  EXPECT_EQ(lines(found.broken),
            Lines{"http://h/ 0 http_status http://h/gone"});
}

TEST(LinkCheck, X09_FailuresWithoutRoomAreCounted) {
  LinkCheck check({.max_bytes = 100'000});
  for (int i = 0; i < 10'000; ++i) check.add(missing(std::to_string(i)));
  const CheckFindings found = check.findings();
  EXPECT_FALSE(found.broken.empty());
  EXPECT_LT(found.broken.size(), 1'000U);
  EXPECT_EQ(found.broken.size() + found.unlisted, 10'000U);
}

TEST(LinkCheck, X09_ATargetThatIsKnownIsFollowedEvenWithoutRoom) {
  LinkCheck check({.max_bytes = 100'000});
  check.add(page("", {"/early", "/late"}));
  for (int i = 0; i < 10'000; ++i) check.add(fetched(std::to_string(i)));
  check.add(missing("late"));
  check.add(fetched("early"));
  const CheckFindings found = check.findings();
  EXPECT_EQ(lines(found.broken),
            Lines{"http://h/ 2 http_status http://h/late"});
  EXPECT_EQ(found.unchecked, 0U);
}

}  // namespace
}  // namespace gfetch::report
