#include "crawl/crawl.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crawl/crawler.h"
#include "crawl/frontier/frontier.h"
#include "gfetch/crawl/testing/fake_fetcher.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "tests/support/fake_reporter.h"

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;
using test::failure;
using test::FakeAnswer;
using test::redirect_to;

FakeAnswer html(std::string body) {
  return {.headers = {{"Content-Type", "text/html; charset=utf-8"}},
          .body = std::move(body)};
}

// Returns a page with a link to each of `targets`.
FakeAnswer page(const std::vector<std::string>& targets) {
  std::string body = "<!doctype html><title>A page</title>";
  for (const std::string& target : targets) {
    body += "<a href=\"" + target + "\">there</a>\n";
  }
  return html(body);
}

FakeAnswer robots(std::string text) {
  return {.headers = {{"Content-Type", "text/plain"}}, .body = std::move(text)};
}

class CrawlRunTest : public testing::Test {
 protected:
  CrawlRunTest() {
    options_.workers = 8;
    visiting_.retry.max_retries = 0;
    web_.usual.status_code = 404;
  }

  RunResult crawl(std::vector<std::string> seeds) {
    std::vector<SeedInput> inputs;
    inputs.push_back(SeedInput::arguments(std::move(seeds)));
    SeedReader reader(std::move(inputs));
    Frontier frontier(frontier_);
    RobotsCache robots;
    // Without sitemaps, an ignored robots.txt is not requested at all.
    if (rules_.robots == RobotsPolicy::kIgnore) rules_.sitemaps = false;
    Crawl crawl(rules_, *Scope::create(rules_), robots);
    Visitor visitor(visiting_, crawl, web_, [] { return 0.5; });
    Crawler crawler(options_, reader, frontier, visitor, report_);
    RunResult result = crawler.run();
    const Counters& counters = result.counters;
    EXPECT_EQ(counters.inputs, counters.fetched + counters.failed +
                                   counters.skipped + counters.unfinished);
    return result;
  }

  // Returns the URLs of the records with the outcome `outcome`, in the order of
  // the records.
  std::vector<std::string> urls(Outcome outcome = Outcome::kFetched) const {
    std::vector<std::string> urls;
    for (const Visit& visit : report_.visits) {
      if (visit.outcome == outcome) urls.push_back(visit.url);
    }
    return urls;
  }

  const Visit& visit(const std::string& url) const {
    const auto found = std::ranges::find(report_.visits, url, &Visit::url);
    static const Visit kNone;
    EXPECT_NE(found, report_.visits.end()) << url;
    return found == report_.visits.end() ? kNone : *found;
  }

  std::string reason(const std::string& url) const { return visit(url).reason; }

  Hub hub_{{.clock = ClockKind::kVirtual}};
  test::FakeFetcher web_;
  test::FakeReporter report_;
  CrawlRules rules_;
  FrontierOptions frontier_;
  VisitorOptions visiting_;
  CrawlerOptions options_;
};

using Urls = std::vector<std::string>;

TEST_F(CrawlRunTest, FollowsLinksBreadthFirst) {
  web_.on("http://a/", page({"/1", "/2"}));
  web_.on("http://a/1", page({"/11", "/2"}));
  web_.on("http://a/2", page({"/21", "/"}));
  web_.on("http://a/11", page({"/111"}));
  web_.on("http://a/21", page({"/1"}));
  web_.on("http://a/111", page({}));
  options_.workers = 1;
  const RunResult result = crawl({"http://a/"});
  EXPECT_EQ(urls(), (Urls{"http://a/", "http://a/1", "http://a/2",
                          "http://a/11", "http://a/21", "http://a/111"}));
  EXPECT_EQ(result.counters.inputs, 6U);
  EXPECT_EQ(visit("http://a/111").depth, 3);
  EXPECT_EQ(visit("http://a/111").parent, "http://a/11");
  EXPECT_EQ(visit("http://a/").title, "A page");
}

TEST_F(CrawlRunTest, VisitsEachPageOnceInWhateverSpelling) {
  web_.on("http://a/", page({"/x#top", "/x", "/%78", "/x?", "http://A:80/x"}));
  web_.on("http://a/x", page({"#here", ""}));
  crawl({"http://a/"});
  EXPECT_EQ(urls(), (Urls{"http://a/", "http://a/x"}));
  EXPECT_EQ(report_.visits.size(), 2U);
}

TEST_F(CrawlRunTest, SaysWhyALinkIsNotFollowed) {
  web_.on("http://a/", page({"http://b/", "mailto:x@y", "http://", "/deep",
                             "javascript:void(0)", "data:,x"}));
  web_.on("http://a/deep", page({"/deeper"}));
  rules_.depth = 1;
  const RunResult result = crawl({"http://a/", "http://a/#again"});
  EXPECT_EQ(reason("http://b/"), "out_of_scope");
  EXPECT_EQ(reason("mailto:x@y"), "unsupported_scheme");
  EXPECT_EQ(reason("http://"), "bad_url");
  EXPECT_EQ(reason("http://a/deeper"), "depth");
  EXPECT_EQ(reason("http://a/#again"), "duplicate");
  EXPECT_EQ(result.counters.skipped, 5U);
  EXPECT_EQ(result.counters.fetched, 2U);
}

TEST_F(CrawlRunTest, SkipsOnceWhatManyPagesLinkTo) {
  web_.on("http://a/", page({"/1", "/2", "http://b/x"}));
  web_.on("http://a/1", page({"http://b/x#1"}));
  web_.on("http://a/2", page({"http://b/x#2"}));
  crawl({"http://a/"});
  EXPECT_EQ(urls(Outcome::kSkipped), Urls{"http://b/x"});
}

// The page /far is two links away from the seed, even if the page that links to
// it is slow.
TEST_F(CrawlRunTest, MeetsEachPageAtItsTrueDepth) {
  web_.on("http://a/", page({"/fast", "/slow"}));
  web_.on("http://a/fast", page({"/fast2"}));
  web_.on("http://a/fast2", page({"/far"}));
  FakeAnswer slow = page({"/far"});
  slow.delay = 10s;
  web_.on("http://a/slow", slow);
  web_.on("http://a/far", page({"/end"}));
  web_.on("http://a/end", page({}));
  rules_.depth = 3;
  crawl({"http://a/"});
  EXPECT_EQ(visit("http://a/far").depth, 2);
  EXPECT_EQ(visit("http://a/end").outcome, Outcome::kFetched);
}

TEST_F(CrawlRunTest, DoesNotFollowWhatSaysNofollowUnlessAnotherLinkDoes) {
  web_.on("http://a/",
          html("<a rel=nofollow href=/x>x</a><a rel=nofollow href=/y>y</a>"
               "<a href=/z>z</a>"));
  web_.on("http://a/z", page({"/y"}));
  web_.on("http://a/y", page({}));
  crawl({"http://a/"});
  EXPECT_EQ(reason("http://a/x"), "robots");
  EXPECT_EQ(visit("http://a/y").outcome, Outcome::kFetched);
}

TEST_F(CrawlRunTest, ObeysRobotsTxt) {
  web_.on("http://a/robots.txt", robots("User-agent: *\nDisallow: /no\n"));
  web_.on("http://a/", page({"/yes", "/no/1"}));
  web_.on("http://a/yes", page({}));
  web_.on("http://a/no/1", page({}));
  crawl({"http://a/"});
  EXPECT_EQ(reason("http://a/no/1"), "robots");
  EXPECT_NE(visit("http://a/no/1").explanation.find("line 2"),
            std::string::npos);
  EXPECT_EQ(urls(), (Urls{"http://a/", "http://a/yes"}));
}

TEST_F(CrawlRunTest, ReportsOrIgnoresRobotsTxtWhenTold) {
  web_.on("http://a/robots.txt", robots("User-agent: *\nDisallow: /\n"));
  web_.on("http://a/", page({}));
  rules_.robots = RobotsPolicy::kReport;
  crawl({"http://a/"});
  EXPECT_EQ(visit("http://a/").outcome, Outcome::kFetched);
  EXPECT_NE(visit("http://a/").robots, "");

  report_.visits.clear();
  rules_.robots = RobotsPolicy::kIgnore;
  crawl({"http://a/"});
  EXPECT_EQ(visit("http://a/").robots, "");
}

TEST_F(CrawlRunTest, T58HoldsTheCrawlDelayOfRobotsTxt) {
  web_.on("http://a/robots.txt", robots("User-agent: *\nCrawl-delay: 3\n"));
  web_.on("http://a/", page({"/1", "/2"}));
  crawl({"http://a/"});
  const std::vector<TimePoint> starts = web_.starts("a");
  ASSERT_EQ(starts.size(), 4U);  // the three pages and robots.txt
  for (std::size_t i = 1; i < starts.size(); ++i) {
    EXPECT_EQ(starts[i] - starts[i - 1], 3s) << i;
  }
}

TEST_F(CrawlRunTest, T58WaitsNoLongerThanTheCapOnACrawlDelay) {
  web_.on("http://a/robots.txt",
          robots("User-agent: *\nCrawl-delay: 1000000000\n"));
  web_.on("http://a/", page({}));
  rules_.max_crawl_delay = 30s;
  crawl({"http://a/"});
  EXPECT_EQ(web_.starts("a")[1] - web_.starts("a")[0], 30s);
}

TEST_F(CrawlRunTest, LooksUpTheAddressOfAHostOnce) {
  for (const auto& address :
       {std::optional<net::IpAddress>(), net::parse_address("192.0.2.1")}) {
    const std::size_t before = web_.lookups();
    web_.address = address;
    web_.on("http://a/", page({"/1", "/2"}));
    crawl({"http://a/"});
    EXPECT_EQ(web_.lookups() - before, 1U);
  }
}

TEST_F(CrawlRunTest, T58HoldsTheDelayForAllNamesOfAnAddress) {
  std::vector<std::string> seeds;
  for (int i = 0; i < 100; ++i) {
    seeds.push_back("http://h" + std::to_string(i) + ".test/");
  }
  rules_.robots = RobotsPolicy::kIgnore;
  frontier_.politeness = {.host_concurrency = 2, .delay = 1s};
  web_.address = net::parse_address("192.0.2.1");
  options_.workers = 64;
  crawl(seeds);
  std::vector<TimePoint> starts;
  for (const test::Asked& asked : web_.asked()) starts.push_back(asked.at);
  ASSERT_EQ(starts.size(), 100U);
  for (std::size_t i = 1; i < starts.size(); ++i) {
    EXPECT_GE(starts[i] - starts[i - 1], 1s) << i;
  }
}

// Serves a site whose robots.txt is slow, after a failure and a redirect, and
// two pages.
void serve_with_robots(test::FakeFetcher& web, const std::string& site) {
  web.on(site + "/robots.txt", {.status_code = 500});
  web.on(site + "/robots.txt", redirect_to("/moved.txt"));
  FakeAnswer slow = robots("User-agent: *\nDisallow: /no\n");
  slow.delay = 5s;
  web.on(site + "/moved.txt", slow);
  web.on(site + "/", page({}));
  web.on(site + "/2", page({}));
}

// Serves twenty sites with slow robots.txt files and returns the URLs of their
// pages.
std::vector<std::string> serve_twenty(test::FakeFetcher& web) {
  std::vector<std::string> pages;
  for (int i = 0; i < 20; ++i) {
    const std::string site = "http://h" + std::to_string(i) + ".test";
    serve_with_robots(web, site);
    pages.insert(pages.end(), {site + "/", site + "/2"});
  }
  return pages;
}

TEST_F(CrawlRunTest, T58HoldsTheDelayForRequestsForRobotsTxtToo) {
  frontier_.politeness = {.host_concurrency = 2, .delay = 1s};
  web_.address = net::parse_address("192.0.2.1");
  options_.workers = 64;
  crawl(serve_twenty(web_));
  EXPECT_EQ(urls().size(), 40U);
  ASSERT_EQ(web_.count(), 20U * 5);
  for (std::size_t i = 1; i < web_.count(); ++i) {
    EXPECT_GE(web_.asked()[i].at - web_.asked()[i - 1].at, 1s) << i;
  }
}

TEST_F(CrawlRunTest, T58CountsRequestsForRobotsTxtForTheRate) {
  frontier_.politeness.rate = Rate{.count = 1, .per = 1s};
  options_.workers = 64;
  crawl(serve_twenty(web_));
  EXPECT_EQ(urls().size(), 40U);
  ASSERT_EQ(web_.count(), 20U * 5);
  for (std::size_t i = 1; i < web_.count(); ++i) {
    // A rate lets a late request start up to 10 ms early.
    EXPECT_GE(web_.asked()[i].at - web_.asked()[i - 1].at, 990ms) << i;
  }
}

TEST_F(CrawlRunTest, ListsRobotsTxtInFlightAndRecordsThePageAlone) {
  FakeAnswer slow = robots("");
  slow.delay = 5s;
  web_.on("http://a/robots.txt", slow);
  web_.on("http://a/", page({}));
  std::vector<SeedInput> inputs;
  inputs.push_back(SeedInput::arguments({"http://a/"}));
  SeedReader reader(std::move(inputs));
  Frontier frontier(frontier_);
  RobotsCache robots;
  Crawl crawl(rules_, *Scope::create(rules_), robots);
  Visitor visitor(visiting_, crawl, web_, [] { return 0.5; });
  Crawler crawler(options_, reader, frontier, visitor, report_);
  RunStatus status;
  const auto watch = spawn_later(1s, [&] { status = crawler.status(4); });
  const RunResult result = crawler.run();
  ASSERT_EQ(status.in_flight.size(), 1U);
  EXPECT_EQ(status.in_flight[0].url, "http://a/robots.txt");
  EXPECT_EQ(status.frontier.waiting, 1U);
  EXPECT_EQ(result.counters.inputs, 1U);
  EXPECT_EQ(result.counters.fetched, 1U);
  EXPECT_EQ(urls(), Urls{"http://a/"});
}

TEST_F(CrawlRunTest, X15_RobotsTxtTakesNoLongerThanAPageMay) {
  struct Case {
    TimeLimit of_page;
    Duration taken;
  };
  // Its own limit holds where pages have a longer one, or none.
  for (const Case& one : {Case{2s, 2s}, Case{1h, 30s}, Case{{}, 30s}}) {
    const std::string site = "http://h" + std::to_string(one.taken.count()) +
                             (one.of_page ? "" : "n");
    web_.on(site + "/robots.txt", {.delay = 1h});
    visiting_.max_time = one.of_page;
    const TimePoint began = hub_.now();
    crawl({site + "/"});
    EXPECT_EQ(hub_.now() - began, one.taken) << site;
    EXPECT_EQ(visit(site + "/").error->kind, ErrorKind::kTimeout) << site;
  }
}

TEST_F(CrawlRunTest, T47RetryAfterOfRobotsTxtHoldsTheHostBack) {
  web_.on("http://a/robots.txt",
          {.status_code = 503, .headers = {{"Retry-After", "20"}}});
  web_.on("http://a/robots.txt", robots(""));
  web_.on("http://a/", page({}));
  web_.on("http://a:81/", page({}));
  frontier_.politeness.delay = 1s;
  crawl({"http://a/", "http://a:81/"});
  EXPECT_EQ(urls().size(), 2U);
  const std::vector<TimePoint> starts = web_.starts("a");
  ASSERT_EQ(starts.size(), 5U);
  EXPECT_EQ(starts[1] - starts[0], 20s);
}

TEST_F(CrawlRunTest, T47AHostThatDoesNotAnswerHasFailed) {
  web_.on("http://a/robots.txt", failure(ErrorKind::kDnsNxdomain));
  web_.on("http://b/robots.txt", failure(ErrorKind::kPrivateAddress));
  const RunResult result = crawl({"http://a/", "http://b/"});
  EXPECT_EQ(result.counters.failed, 1U);
  ASSERT_TRUE(visit("http://a/").error.has_value());
  EXPECT_EQ(visit("http://a/").error->kind, ErrorKind::kDnsNxdomain);
  EXPECT_EQ(visit("http://a/").error->message,
            "robots.txt could not be had: as the test said");
  EXPECT_EQ(reason("http://b/"), "private_address");
  EXPECT_EQ(web_.count(), 2U);
}

TEST_F(CrawlRunTest, T47AHostWithoutRobotsTxtIsTriedAgainWithinTheRun) {
  for (int i = 0; i < 3; ++i) {
    web_.on("http://a/robots.txt", {.status_code = 500});
  }
  web_.on("http://a/robots.txt", robots(""));
  rules_.scope = ScopeRange::kAny;
  // The host b links to the host a twice: at once, and after two minutes.
  FakeAnswer late = page({"http://a/late"});
  late.delay = 120s;
  web_.on("http://b/", page({"http://a/soon", "/1"}));
  web_.on("http://b/1", late);
  web_.on("http://a/late", page({}));
  visiting_.max_time.reset();
  crawl({"http://b/"});
  EXPECT_EQ(reason("http://a/soon"), "robots");
  EXPECT_EQ(visit("http://a/late").outcome, Outcome::kFetched);
  EXPECT_EQ(web_.starts("a").size(), 5U);
}

TEST_F(CrawlRunTest, DoesNotFollowARedirectOutOfTheScope) {
  web_.on("http://a/", page({"/away"}));
  web_.on("http://a/away", redirect_to("http://b/"));
  crawl({"http://a/"});
  EXPECT_EQ(reason("http://a/away"), "out_of_scope");
  EXPECT_EQ(visit("http://a/away").redirects.size(), 1U);
  EXPECT_TRUE(web_.starts("b").empty());
}

TEST_F(CrawlRunTest, FollowsASeedToWhereItHasMoved) {
  web_.on("http://a/", redirect_to("http://www.a/"));
  web_.on("http://www.a/", page({"/1"}));
  web_.on("http://www.a/1", page({}));
  crawl({"http://a/"});
  EXPECT_EQ(urls(), (Urls{"http://a/", "http://www.a/1"}));
}

TEST_F(CrawlRunTest, SendsWhatTheUserGaveToTheOriginsOfSeedsOnly) {
  visiting_.request.headers = {{{"X-Key", "secret"}, HeaderScope::kSameOrigin}};
  web_.on("http://a/", page({"/1", "http://b/"}));
  web_.on("http://b/", page({}));
  rules_.scope = ScopeRange::kAny;
  crawl({"http://a/"});
  for (const test::Asked& asked : web_.asked()) {
    const bool sent = find_header(asked.request.headers, "X-Key") != nullptr;
    const bool is_robots = asked.request.url.text().ends_with("/robots.txt");
    EXPECT_EQ(sent, asked.request.url.origin().host == "a" && !is_robots)
        << asked.request.url.text();
    EXPECT_EQ(asked.request.shows_certificate,
              asked.request.url.origin().host == "a")
        << asked.request.url.text();
  }
}

TEST_F(CrawlRunTest, RefusesPrivateAddressesToHostsThatNobodyNamed) {
  web_.on("http://a/", page({"http://b/"}));
  web_.on("http://b/", failure(ErrorKind::kPrivateAddress));
  rules_.scope = ScopeRange::kAny;
  rules_.robots = RobotsPolicy::kIgnore;
  crawl({"http://a/"});
  EXPECT_EQ(reason("http://b/"), "private_address");
  for (const test::Asked& asked : web_.asked()) {
    EXPECT_EQ(asked.request.private_addresses,
              asked.request.url.origin().host == "a"
                  ? http::PrivateAddresses::kAllowAsAtFirst
                  : http::PrivateAddresses::kRefuse);
  }
}

TEST_F(CrawlRunTest, AsksExternalLinksByHeadThenByGet) {
  web_.on("http://a/", page({"http://b/1", "http://b/2", "http://c/"}));
  web_.on("http://b/1", {.status_code = 200});
  web_.on("http://b/2", {.status_code = 405});
  web_.on("http://b/2", page({"/never"}));
  web_.on("http://c/", {.status_code = 404});
  rules_.check_external = true;
  crawl({"http://a/"});
  std::map<std::string, std::string> methods;
  for (const test::Asked& asked : web_.asked()) {
    methods[asked.request.url.text()] += asked.request.method + ' ';
  }
  EXPECT_EQ(methods["http://b/1"], "HEAD ");
  EXPECT_EQ(methods["http://b/2"], "HEAD GET ");
  EXPECT_EQ(methods["http://c/"], "HEAD GET ");
  EXPECT_FALSE(methods.contains("http://b/robots.txt"));
  EXPECT_EQ(visit("http://b/2").outcome, Outcome::kFetched);
  EXPECT_EQ(visit("http://c/").outcome, Outcome::kFailed);
  EXPECT_EQ(urls().size(), 3U);
}

TEST_F(CrawlRunTest, FetchesThePartsOfPagesWhenAsked) {
  web_.on("http://a/",
          html("<link rel=stylesheet href=/s.css><img src=http://cdn/i.png>"));
  web_.on("http://a/s.css", {.headers = {{"Content-Type", "text/css"}},
                             .body = "p { background: url(b.png) }"});
  web_.on("http://a/b.png", {.headers = {{"Content-Type", "image/png"}}});
  web_.on("http://cdn/i.png", {.headers = {{"Content-Type", "image/png"}}});
  crawl({"http://a/"});
  EXPECT_EQ(report_.visits.size(), 1U);
  report_.visits.clear();
  rules_.assets = true;
  rules_.depth = 0;
  crawl({"http://a/"});
  const Urls fetched = urls();
  EXPECT_EQ((std::set<std::string>{fetched.begin(), fetched.end()}),
            (std::set<std::string>{"http://a/", "http://a/s.css",
                                   "http://a/b.png", "http://cdn/i.png"}));
}

TEST_F(CrawlRunTest, ReadsTheSitemapsThatRobotsTxtNames) {
  web_.on("http://a/robots.txt", robots("Sitemap: http://a/map.xml\n"));
  web_.on("http://a/", page({}));
  web_.on("http://a/map.xml",
          {.headers = {{"Content-Type", "application/xml"}},
           .body = "<urlset><url><loc>http://a/hidden</loc></url></urlset>"});
  web_.on("http://a/hidden", page({}));
  rules_.sitemaps = true;
  crawl({"http://a/"});
  EXPECT_EQ(visit("http://a/hidden").outcome, Outcome::kFetched);
  EXPECT_EQ(visit("http://a/hidden").parent, "http://a/map.xml");
}

TEST_F(CrawlRunTest, StopsAtItsBudgets) {
  web_.on("http://a/", page({"/1", "/2", "/3"}));
  web_.usual = page({});
  rules_.max_pages = 3;
  const RunResult result = crawl({"http://a/"});
  EXPECT_EQ(result.counters.fetched, 3U);
  EXPECT_EQ(reason("http://a/3"), "page_limit");
}

// Seeds of a megabyte each, more than are stored before the crawl begins.
std::vector<std::string> many_bytes_of_seeds(int count) {
  const std::string filling(std::size_t{1} << 20, 'x');
  std::vector<std::string> seeds;
  for (int i = 0; i < count; ++i) {
    seeds.push_back("http://a/" + std::to_string(i) + "?" + filling);
  }
  return seeds;
}

TEST_F(CrawlRunTest, X09_SeedsWaitForTheFrontierAndNoneIsLost) {
  constexpr int kSeeds = 100;
  rules_.robots = RobotsPolicy::kIgnore;
  frontier_.max_candidates = 4;
  options_.workers = 2;
  std::vector<std::string> seeds = many_bytes_of_seeds(kSeeds);
  // Pages of the first seeds link to what is a seed only later: within the
  // scope, and outside of it until then.
  web_.on(seeds[0], page({"http://late/", "/99?y"}));
  web_.on("http://late/", page({"/in"}));
  web_.on("http://late/in", page({}));
  seeds.emplace_back("http://late/");
  const RunResult result = crawl(seeds);
  EXPECT_EQ(result.counters.unfinished, 0U);
  EXPECT_EQ(urls().size(), 3U) << "the linked seed is fetched with its links";
  std::set<std::string> recorded;
  for (const Visit& visit : report_.visits) {
    if (!visit.input.empty()) recorded.insert(visit.input);
  }
  EXPECT_EQ(recorded.size(), seeds.size());
}

TEST_F(CrawlRunTest, X09_AnEarlyEndRecordsTheSeedsThatWait) {
  rules_.robots = RobotsPolicy::kIgnore;
  frontier_.max_candidates = 2;
  options_.workers = 1;
  options_.fail_early = true;
  const std::vector<std::string> seeds = many_bytes_of_seeds(80);
  const RunResult result = crawl(seeds);
  EXPECT_EQ(result.end, RunEnd::kFailEarly);
  EXPECT_EQ(report_.visits.size(), seeds.size());
  EXPECT_EQ(result.counters.inputs, seeds.size());
}

TEST_F(CrawlRunTest, X09_NofollowLinksCountAsWaiting) {
  rules_.max_queued = 10;
  std::string body;
  for (int i = 0; i < 30; ++i) {
    body += "<a rel=nofollow href=\"/" + std::to_string(i) + "\">x</a>";
  }
  web_.on("http://a/", html(body));
  crawl({"http://a/"});
  std::map<std::string, int> reasons;
  for (const Visit& visit : report_.visits) ++reasons[visit.reason];
  EXPECT_EQ(reasons["robots"], 10);
  EXPECT_EQ(reasons["queue_limit"], 20);
}

TEST_F(CrawlRunTest, X09_LongLinksCountAsSeveral) {
  rules_.max_queued = 100;
  rules_.traps = false;
  for (const char* relation : {"", "rel=nofollow "}) {
    report_.visits.clear();
    std::string body;
    for (int i = 0; i < 50; ++i) {
      body += "<a " + std::string(relation) + "href=\"/" + std::to_string(i) +
              "?" + std::string(20'000, 'x') + "\">x</a>";
    }
    web_.on("http://a/", html(body));
    crawl({"http://a/"});
    const auto skipped =
        std::ranges::count(report_.visits, "queue_limit", &Visit::reason);
    EXPECT_GT(skipped, 40) << relation;
    EXPECT_LT(skipped, 50) << relation;
  }
}

TEST_F(CrawlRunTest, X09_LargePagesOfASiteAreReadAFewAtATime) {
  rules_.robots = RobotsPolicy::kIgnore;
  rules_.depth = 0;
  std::string large;
  for (int i = 0; i < 20'000; ++i) {
    large += "<a href=\"/" + std::to_string(i) + "\">";
  }
  std::vector<std::string> seeds;
  for (int i = 0; i < 12; ++i) {
    seeds.push_back("http://h" + std::to_string(i % 3) + ".a.test/" +
                    std::to_string(i));
    web_.on(seeds.back(), html(large));
  }
  crawl(seeds);
  EXPECT_EQ(urls().size(), seeds.size()) << "each of them gets its turn";
}

TEST_F(CrawlRunTest, GivesTheSameOrderEachTimeWithOneWorker) {
  const auto run = [this] {
    report_.visits.clear();
    crawl({"http://a/", "http://b/"});
    return urls();
  };
  for (const std::string host : {"http://a/", "http://b/"}) {
    web_.on(host, page({"/1", "/2", "/3", "/4"}));
    for (int i = 1; i < 5; ++i) {
      web_.on(host + std::to_string(i),
              page({'/' + std::to_string(i) + "/x", "/1", "/2"}));
      web_.on(host + std::to_string(i) + "/x", page({}));
    }
  }
  options_.workers = 1;
  const Urls first = run();
  EXPECT_EQ(first.size(), 18U);
  EXPECT_EQ(run(), first);
}

}  // namespace
}  // namespace gfetch::crawl
