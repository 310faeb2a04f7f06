#include "crawl/crawl.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "crawl/list_policy.h"

namespace gfetch::crawl {
namespace {

web::Url url_of(const std::string& text) {
  return web::parse_url(text).value();
}

class CrawlTest : public testing::Test {
 protected:
  CrawlTest() { rules_.depth = 100'000; }

  Crawl& crawl() {
    if (!crawl_) {
      crawl_.emplace(rules_, Scope::create(rules_).value(), robots_);
      Candidate seed;
      seed.url = url_of("http://h/");
      crawl_->add_seed(seed);
    }
    return *crawl_;
  }

  /// Judges a link to `url` on the page `from`. Returns the refusal, or nothing
  /// when the link may be fetched.
  std::optional<Refusal> follow(Candidate& from, const std::string& url) {
    const web::Link link{.target = url,
                         .url = url_of(url),
                         .kind = web::LinkKind::kPage,
                         .tag = "a",
                         .attribute = "href",
                         .text = {}};
    FoundLink found{.link = link, .from = from, .parent = {}, .key = url};
    if (auto refusal = crawl().refuse(found)) return refusal;
    Candidate next = Crawl::candidate_for(found);
    from = std::move(next);
    return std::nullopt;
  }

  static Candidate home() {
    Candidate candidate;
    candidate.url = url_of("http://h/");
    return candidate;
  }

  CrawlRules rules_;
  RobotsCache robots_;
  std::optional<Crawl> crawl_;
};

TEST_F(CrawlTest, T54_FollowsACalendarForTenYears) {
  Candidate page = home();
  std::optional<Refusal> refusal;
  int month = 2026 * 12;
  while (!refusal) {
    ++month;
    refusal = follow(page, "http://h/" + std::to_string(month / 12) + "/" +
                               std::to_string(month % 12 + 1));
    ASSERT_LT(month, 2050 * 12);
  }
  EXPECT_EQ(refusal->reason, SkipReason::kTrap);
  EXPECT_EQ(refusal->explanation,
            "pages like it lead from one to the next without end");
  EXPECT_EQ(page.depth, 121);
}

TEST_F(CrawlTest, T54_SaysWhatMakesAUrlATrap) {
  Candidate page = home();
  const auto refusal = follow(page, "http://h/a/a/a/a");
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason, SkipReason::kTrap);
  EXPECT_EQ(refusal->explanation, "the path repeats itself");
}

TEST_F(CrawlTest, FollowsTrapsWhenItIsTold) {
  rules_.traps = false;
  Candidate page = home();
  EXPECT_FALSE(follow(page, "http://h/a/a/a/a"));
  for (int day = 1; day < 2000; ++day) {
    ASSERT_FALSE(follow(page, "http://h/?day=" + std::to_string(day)));
  }
}

TEST_F(CrawlTest, TriesInACheckWhatIsTooDeepToBeRead) {
  rules_.depth = 0;
  Candidate page = home();
  EXPECT_EQ(follow(page, "http://h/a")->reason, SkipReason::kDepth);
  rules_.checks = true;
  crawl_.reset();
  EXPECT_FALSE(follow(page, "http://h/a"));
  EXPECT_EQ(page.purpose, Purpose::kCheck);
  page = home();
  EXPECT_EQ(follow(page, "http://other/")->reason, SkipReason::kDepth);
}

TEST_F(CrawlTest, TriesExternalLinksWhenAskedTo) {
  rules_.check_external = true;
  rules_.exclude = {"^http://never/"};
  Candidate page = home();
  EXPECT_FALSE(follow(page, "http://other/"));
  EXPECT_EQ(page.purpose, Purpose::kCheck);
  page = home();
  EXPECT_EQ(follow(page, "http://never/")->reason, SkipReason::kOutOfScope);
}

TEST_F(CrawlTest, X14_FollowsNoLinkToThePortOfAnotherProtocol) {
  rules_.check_external = true;
  rules_.scope = ScopeRange::kAny;
  Candidate page = home();
  for (const char* url : {"http://other:25/", "https://other:6667/x",
                          "http://h:22/", "http://h:10080/"}) {
    const auto refusal = follow(page, url);
    ASSERT_TRUE(refusal) << url;
    EXPECT_EQ(refusal->reason, SkipReason::kBadPort) << url;
    EXPECT_TRUE(crawl().refuse_hop(url_of(url), page)) << url;
  }
  EXPECT_FALSE(follow(page, "http://other:8080/"));
}

TEST_F(CrawlTest, X14_FollowsLinksToTheBadPortOfASeed) {
  Candidate seed;
  seed.url = url_of("http://h:6000/");
  crawl().add_seed(seed);
  Candidate page = seed;
  EXPECT_FALSE(follow(page, "http://h:6000/a"));
}

TEST_F(CrawlTest, X09_SkipsLinksWhileTheQueueIsFull) {
  rules_.max_queued = 10;
  EXPECT_FALSE(crawl().refuse_queueing(9));
  const auto refusal = crawl().refuse_queueing(10);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason, SkipReason::kQueueLimit);
  EXPECT_EQ(refusal->explanation, "10 URLs were waiting already");
}

TEST_F(CrawlTest, X05_PlainHttpExposesWhatNoSeedNamed) {
  const Candidate page = home();
  EXPECT_FALSE(crawl().exposes(url_of("http://h/a"), page));
  EXPECT_FALSE(crawl().exposes(url_of("https://other/"), page));
  EXPECT_TRUE(crawl().exposes(url_of("http://other/"), page));
  Candidate seed;
  seed.url = url_of("https://safe/");
  crawl().add_seed(seed);
  EXPECT_TRUE(crawl().exposes(url_of("http://safe/a"), page));
}

TEST(ListPolicy, X05_PlainHttpExposesWhatTheLineDidNotName) {
  const ListPolicy policy;
  Candidate line;
  line.url = *web::parse_url("http://h/");
  EXPECT_FALSE(policy.exposes(*web::parse_url("http://h/a"), line));
  EXPECT_FALSE(policy.exposes(*web::parse_url("https://other/"), line));
  EXPECT_TRUE(policy.exposes(*web::parse_url("http://other/"), line))
      << "another line may name it by https only";
  line.url = *web::parse_url("https://h/");
  EXPECT_TRUE(policy.exposes(*web::parse_url("http://h/"), line));
}

}  // namespace
}  // namespace gfetch::crawl
