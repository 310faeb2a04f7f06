#include "crawl/robots/robots_cache.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "gfetch/crawl/testing/fake_fetcher.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/http_client.h"
#include "tests/support/ask_robots.h"
#include "tests/support/coding.h"
#include "tests/support/dead_host.h"
#include "tests/support/test_server.h"

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;
using test::failure;
using test::FakeAnswer;
using test::redirect_to;

web::Url url_of(const std::string& text) {
  return web::parse_url(text).value();
}

const std::string kForbidsA = "User-agent: *\nDisallow: /a\n";

class RobotsCacheTest : public testing::Test {
 protected:
  RobotsCacheTest() { visiting_.retry.max_retries = 0; }

  test::RobotsAsker& asker() {
    if (!asker_) {
      asker_.emplace(web_, test::RobotsAsker::Options{options_, visiting_});
    }
    return *asker_;
  }
  RobotsCache& robots() { return asker().cache(); }
  RobotsAnswer ask(const std::string& url) { return asker().ask(url_of(url)); }
  bool allows(const std::string& url) { return ask(url).allowed; }

  /// Returns the cache's decision after the robots.txt request got `answer`.
  RobotsAnswer ask_when(FakeAnswer answer) {
    web_.on("http://h/robots.txt", std::move(answer));
    return ask("http://h/a");
  }

  Hub hub_{{.clock = ClockKind::kVirtual}};
  test::FakeFetcher web_;
  RobotsCacheOptions options_;
  PrerequisiteOptions visiting_;
  std::optional<test::RobotsAsker> asker_;
};

TEST_F(RobotsCacheTest, AsksOnceForAnOrigin) {
  web_.usual.body = kForbidsA;
  const RobotsAnswer first = ask("http://h/a?b");
  EXPECT_FALSE(first.allowed);
  EXPECT_EQ(first.why, "robots.txt, line 2: Disallow: /a");
  const RobotsAnswer second = ask("http://h/b");
  EXPECT_TRUE(second.allowed);
  EXPECT_EQ(second.why, "");
  EXPECT_EQ(second.rules, first.rules);
  EXPECT_EQ(web_.urls(), std::vector<std::string>{"http://h/robots.txt"});
}

TEST_F(RobotsCacheTest, TellsOriginsApart) {
  for (const char* url : {"http://h/", "https://h/", "http://h:81/",
                          "https://h:80/", "http://u:p@h:80/", "http://[::1]/"})
    ask(url);
  EXPECT_EQ(web_.urls(),
            (std::vector<std::string>{
                "http://h/robots.txt", "https://h/robots.txt",
                "http://h:81/robots.txt", "https://h:80/robots.txt",
                "http://[::1]/robots.txt"}));
}

TEST_F(RobotsCacheTest, HandsOnDelayAndSitemaps) {
  const RobotsAnswer answer = ask_when(
      {.body = "User-agent: *\nCrawl-delay: 2\nSitemap: http://h/s.xml\n"});
  EXPECT_EQ(answer.crawl_delay, 2s);
  EXPECT_EQ(answer.rules->sitemaps(),
            std::vector<std::string>{"http://h/s.xml"});
}

TEST_F(RobotsCacheTest, OthersWaitForTheFetch) {
  web_.usual = {.body = kForbidsA, .delay = 1s};
  std::vector<Fiber<RobotsAnswer>> askers;
  for (int i = 0; i < 50; ++i) {
    askers.push_back(spawn([&] { return ask("http://h/a"); }));
  }
  for (const auto& asker : askers) EXPECT_FALSE(asker.get().allowed);
  EXPECT_EQ(web_.count(), 1U);
}

TEST_F(RobotsCacheTest, AnotherGoesOnWhenTheFetcherIsKilled) {
  web_.usual = {.body = kForbidsA, .delay = 1s};
  const auto first = spawn([&] { return ask("http://h/a"); });
  const auto second = spawn([&] { return ask("http://h/a"); });
  const auto third = spawn([&] { return ask("http://h/b"); });
  sleep_for(500ms);
  asker().kill_fetching();
  EXPECT_FALSE(second.get().allowed);
  EXPECT_TRUE(third.get().allowed);
  EXPECT_EQ(web_.count(), 2U);
  EXPECT_EQ(web_.starts("h").back() - web_.starts("h").front(), 500ms);
}

TEST_F(RobotsCacheTest, AWaiterMayGiveUp) {
  web_.usual = {.body = kForbidsA, .delay = 10s};
  const auto first = spawn([&] { return ask("http://h/a"); });
  const auto second = spawn([&] {
    return with_timeout(1s, [&] { return ask("http://h/a"); }).has_value();
  });
  EXPECT_FALSE(second.get());
  EXPECT_FALSE(first.get().allowed);
  EXPECT_EQ(web_.count(), 1U);
}

TEST_F(RobotsCacheTest, T47_AServerInTroubleForbidsAll) {
  for (const int status : {500, 503, 599, 429}) {
    const std::string host = "http://h" + std::to_string(status);
    web_.on(host + "/robots.txt", {.status_code = status, .body = "Allow: /"});
    const RobotsAnswer answer = ask(host + "/");
    EXPECT_FALSE(answer.allowed) << status;
    EXPECT_EQ(answer.why, "robots.txt could not be had: the server answered " +
                              std::to_string(status));
  }
}

TEST_F(RobotsCacheTest, T47_AnUnreachableHostForbidsAll) {
  for (const ErrorKind kind :
       {ErrorKind::kDnsNxdomain, ErrorKind::kConnectRefused, ErrorKind::kReset,
        ErrorKind::kIdleTimeout, ErrorKind::kTlsExpired,
        ErrorKind::kTruncated}) {
    const std::string host =
        "http://h" + std::to_string(static_cast<int>(kind));
    web_.on(host + "/robots.txt", failure(kind));
    const RobotsAnswer answer = ask(host + "/");
    EXPECT_FALSE(answer.allowed);
    EXPECT_EQ(answer.why, "robots.txt could not be had: as the test said");
  }
}

TEST_F(RobotsCacheTest, T47_ASlowRobotsTxtForbidsAll) {
  visiting_.max_time = 30s;
  const RobotsAnswer answer = ask_when({.delay = 1h});
  EXPECT_FALSE(answer.allowed);
  EXPECT_EQ(answer.why, "robots.txt could not be had: it took too long");
  EXPECT_EQ(hub_.now().time_since_epoch(), 30s);
}

TEST_F(RobotsCacheTest, T47_IsAskedAgainLaterAndMoreSeldom) {
  web_.usual.status_code = 503;
  const auto asks_within = [&](Duration time) {
    const std::size_t before = web_.count();
    for (const TimePoint end = hub_.now() + time; hub_.now() < end;) {
      EXPECT_FALSE(allows("http://h/"));
      sleep_for(1s);
    }
    return web_.count() - before;
  };
  EXPECT_EQ(asks_within(60s), 1U);
  EXPECT_EQ(asks_within(120s), 1U);
  EXPECT_EQ(asks_within(240s), 1U);
  asks_within(10h);
  EXPECT_EQ(asks_within(3h), 3U);
}

TEST_F(RobotsCacheTest, T47_AHostThatRecoversIsCrawled) {
  web_.on("http://h/robots.txt", {.status_code = 503});
  web_.on("http://h/robots.txt", {.body = kForbidsA});
  EXPECT_FALSE(allows("http://h/b"));
  sleep_for(60s);
  EXPECT_TRUE(allows("http://h/b"));
  EXPECT_FALSE(allows("http://h/a"));
}

TEST_F(RobotsCacheTest, T47_TroubleThatPassesIsWaitedFor) {
  visiting_.retry.max_retries = 2;
  web_.on("http://h/robots.txt", {.status_code = 503});
  web_.on("http://h/robots.txt", failure(ErrorKind::kReset));
  web_.on("http://h/robots.txt", {.body = kForbidsA});
  EXPECT_TRUE(allows("http://h/b"));
  EXPECT_EQ(web_.count(), 3U);
  EXPECT_EQ(hub_.now().time_since_epoch(), 3s);
}

TEST_F(RobotsCacheTest, T47_IsTriedAgainWhenTheServerSays) {
  visiting_.retry.max_retries = 2;
  const auto busy = [](const char* rest) {
    return FakeAnswer{.status_code = 503, .headers = {{"Retry-After", rest}}};
  };
  web_.on("http://h/robots.txt", busy("20"));
  // This Retry-After is longer than the maximum rest of a minute.
  web_.on("http://h/robots.txt", busy("86400"));
  web_.on("http://h/robots.txt", {.body = kForbidsA});
  EXPECT_TRUE(allows("http://h/b"));
  EXPECT_EQ(hub_.now().time_since_epoch(), 80s);
}

TEST_F(RobotsCacheTest, T47_IsNotAskedAgainLaterBeforeTheServerSays) {
  web_.on("http://h/robots.txt",
          {.status_code = 429, .headers = {{"Retry-After", "300"}}});
  web_.on("http://h/robots.txt", {.body = kForbidsA});
  EXPECT_FALSE(allows("http://h/b"));
  sleep_for(299s);
  EXPECT_FALSE(allows("http://h/b"));
  sleep_for(1s);
  EXPECT_TRUE(allows("http://h/b"));
}

TEST_F(RobotsCacheTest, KnowsNothingBeforeItHasAsked) {
  EXPECT_FALSE(robots().judge(url_of("http://h/a")).allowed);
  const auto robots_txt = robots().missing(url_of("http://h/a"));
  ASSERT_TRUE(robots_txt.has_value());
  EXPECT_EQ(robots_txt->href(), "http://h/robots.txt");
  EXPECT_EQ(web_.count(), 0U);
}

TEST_F(RobotsCacheTest, TheFirstRequestIsNotDelayed) {
  EXPECT_TRUE(allows("http://h/a"));
  EXPECT_EQ(web_.starts("h").front(), TimePoint());
}

TEST_F(RobotsCacheTest, T47_OldRulesHoldWhileNoneCanBeHad) {
  web_.on("http://h/robots.txt", {.body = kForbidsA});
  web_.on("http://h/robots.txt", {.status_code = 503});
  EXPECT_TRUE(allows("http://h/b"));
  sleep_for(25h);
  EXPECT_TRUE(allows("http://h/b"));
  EXPECT_FALSE(allows("http://h/a"));
  EXPECT_EQ(web_.count(), 2U);
}

TEST_F(RobotsCacheTest, T48_NoRobotsTxtAllowsAll) {
  for (const int status : {400, 401, 403, 404, 410, 451, 300, 304}) {
    const std::string host = "http://h" + std::to_string(status);
    web_.on(host + "/robots.txt",
            {.status_code = status, .body = "User-agent: *\nDisallow: /"});
    const RobotsAnswer answer = ask(host + "/a");
    EXPECT_TRUE(answer.allowed) << status;
    EXPECT_EQ(answer.why, "there is no robots.txt: the server answered " +
                              std::to_string(status));
  }
}

TEST_F(RobotsCacheTest, T48_APageInItsPlaceAllowsAll) {
  EXPECT_TRUE(ask_when({.headers = {{"Content-Type", "text/html"}},
                        .body = "<html><body>Disallow: /a</body>"})
                  .allowed);
}

TEST_F(RobotsCacheTest, T48_AnEmptyOneAllowsAll) {
  EXPECT_TRUE(ask_when({}).allowed);
  web_.on("http://g/robots.txt", {.status_code = 204});
  EXPECT_TRUE(allows("http://g/a"));
}

FakeAnswer coded(const std::string& coding, std::string body) {
  return {.headers = {{"Content-Encoding", coding}}, .body = std::move(body)};
}

TEST_F(RobotsCacheTest, UndoesCodings) {
  EXPECT_FALSE(ask_when(coded("gzip", test::gzip(kForbidsA))).allowed);
}

TEST_F(RobotsCacheTest, T49_ABombIsNotUnpacked) {
  const RobotsAnswer answer =
      ask_when(coded("gzip", test::gzip_of_zeros(std::size_t{64} << 20)));
  EXPECT_TRUE(answer.allowed);
}

TEST_F(RobotsCacheTest, HalfABodyForbidsAll) {
  const std::string whole = test::gzip(kForbidsA);
  EXPECT_FALSE(
      ask_when(coded("gzip", whole.substr(0, whole.size() - 4))).allowed);
}

/// Serves a chain of `hops` redirects, which starts at `from`. Each leads to a
/// new host, and the last to rules.
void chain(test::FakeFetcher& web, const std::string& from, int hops) {
  std::string url = "http://" + from + "/robots.txt";
  for (int hop = 1; hop <= hops; ++hop) {
    const std::string next =
        "http://" + from + std::to_string(hop) + "/robots.txt";
    web.on(url, redirect_to(next, 301));
    url = next;
  }
  web.on(url, {.body = kForbidsA});
}

TEST_F(RobotsCacheTest, T50_FollowsFiveRedirectsToAnyHost) {
  chain(web_, "h", 5);
  EXPECT_FALSE(allows("http://h/a"));
  EXPECT_TRUE(allows("http://h/b"));
  EXPECT_EQ(web_.count(), 6U);
}

TEST_F(RobotsCacheTest, T50_TheRulesAreThoseOfTheFirstHost) {
  chain(web_, "h", 1);
  EXPECT_FALSE(allows("http://h/a"));
  web_.on("http://h1/robots.txt", {.status_code = 404});
  EXPECT_TRUE(allows("http://h1/a"));
  EXPECT_FALSE(allows("http://h/a"));
}

TEST_F(RobotsCacheTest, T50_MoreThanFiveRedirectsAreNone) {
  chain(web_, "h", 6);
  const RobotsAnswer answer = ask("http://h/a");
  EXPECT_TRUE(answer.allowed);
  EXPECT_NE(answer.why.find("there is no robots.txt: "), std::string::npos);
  EXPECT_EQ(web_.count(), 6U);
}

TEST_F(RobotsCacheTest, T50_ALoopIsNone) {
  web_.on("http://h/robots.txt", redirect_to("/r"));
  web_.on("http://h/r", redirect_to("/robots.txt"));
  EXPECT_TRUE(allows("http://h/a"));
  EXPECT_EQ(web_.count(), 2U);
}

TEST_F(RobotsCacheTest, T50_RedirectsToNowhereAreNone) {
  web_.on("http://h/robots.txt", redirect_to("ftp://h/robots.txt"));
  web_.on("http://g/robots.txt", {.status_code = 302});
  EXPECT_TRUE(allows("http://h/a"));
  EXPECT_TRUE(allows("http://g/a"));
}

TEST_F(RobotsCacheTest, T50_ItsOwnRulesDoNotForbidItsHops) {
  web_.on("http://h/robots.txt", redirect_to("/a/robots.txt"));
  web_.on("http://h/a/robots.txt", {.body = kForbidsA});
  EXPECT_FALSE(allows("http://h/a"));
  EXPECT_FALSE(allows("http://h/a/robots.txt"));
}

TEST_F(RobotsCacheTest, T51_IsFetchedAnewAfterADay) {
  web_.on("http://h/robots.txt", {.body = kForbidsA});
  web_.on("http://h/robots.txt", {.body = ""});
  EXPECT_FALSE(allows("http://h/a"));
  sleep_for(24h - 1s);
  EXPECT_FALSE(allows("http://h/a"));
  EXPECT_EQ(web_.count(), 1U);
  sleep_for(1s);
  EXPECT_TRUE(allows("http://h/a"));
  EXPECT_EQ(web_.count(), 2U);
}

TEST_F(RobotsCacheTest, T51_ForgetsTheLeastRecentlyAsked) {
  options_.capacity = 2;
  allows("http://a/");
  allows("http://b/");
  allows("http://a/");
  allows("http://c/");  // evicts b
  EXPECT_EQ(robots().size(), 2U);
  EXPECT_EQ(web_.count(), 3U);
  allows("http://a/");
  EXPECT_EQ(web_.count(), 3U);
  allows("http://b/");
  EXPECT_EQ(web_.count(), 4U);
}

TEST_F(RobotsCacheTest, T51_ForgetsNoneThatIsBeingFetched) {
  options_.capacity = 1;
  web_.on("http://slow/robots.txt", {.body = kForbidsA, .delay = 10s});
  const auto first = spawn([&] { return ask("http://slow/a"); });
  yield();
  for (const char* url : {"http://b/", "http://c/", "http://d/"}) allows(url);
  const auto second = spawn([&] { return ask("http://slow/a"); });
  EXPECT_FALSE(first.get().allowed);
  EXPECT_FALSE(second.get().allowed);
  EXPECT_EQ(web_.starts("slow").size(), 1U);
}

TEST_F(RobotsCacheTest, T51_AMillionHostsTakeNoMoreRoomThanItsCapacity) {
  options_.capacity = 100;
  web_.logs = false;
  for (int i = 0; i < 20'000; ++i) {
    allows("http://h" + std::to_string(i) + "/");
  }
  EXPECT_EQ(robots().size(), 100U);
}

TEST_F(RobotsCacheTest, T51_HostsWithManyRulesTakeNoMoreRoomThanItsBytes) {
  options_.max_bytes = 100'000;
  web_.usual.body = "User-agent: *\n";
  for (int i = 0; i < 1000; ++i) {
    web_.usual.body += "Disallow: /" + std::to_string(i) + "\n";
  }
  EXPECT_FALSE(allows("http://h/1"));
  const std::size_t bytes = ask("http://h/").rules->bytes();
  EXPECT_LT(bytes, 60'000U);
  for (int i = 0; i < 50; ++i) {
    EXPECT_FALSE(allows("http://h" + std::to_string(i) + "/1"));
  }
  EXPECT_EQ(robots().size(), 100'000U / bytes);
}

/// The same tests with real sockets instead of a fake fetcher.
class RobotsCacheOnTheWireTest : public testing::Test {
 protected:
  RobotsAnswer ask(const std::string& path) {
    return asker_.ask(url_of(server_.url(path)));
  }

  test::TestServer server_;
  Hub hub_;
  http::HttpClient client_;
  test::RobotsAsker asker_{
      client_,
      {.prerequisites = {.retry = {.max_retries = 0}, .max_time = 5s}}};
};

TEST_F(RobotsCacheOnTheWireTest, ObeysWhatItFinds) {
  server_.on("/robots.txt", test::replies(200, kForbidsA));
  EXPECT_FALSE(ask("/a").allowed);
  EXPECT_TRUE(ask("/b").allowed);
  EXPECT_EQ(server_.seen("/robots.txt").size(), 1U);
}

TEST_F(RobotsCacheOnTheWireTest, T49_CutsAnEndlessBodyOff) {
  server_.on("/robots.txt",
             test::never_ends("HTTP/1.1 200 OK\r\n\r\n" + kForbidsA,
                              std::string(4096, '#') + "\n"));
  EXPECT_FALSE(ask("/a").allowed);
  EXPECT_TRUE(ask("/b").allowed);
}

TEST_F(RobotsCacheOnTheWireTest, T47_ABrokenBodyForbidsAll) {
  server_.on("/robots.txt",
             test::sends("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));
  EXPECT_FALSE(ask("/b").allowed);
}

TEST_F(RobotsCacheOnTheWireTest, T47_ARefusedConnectionForbidsAll) {
  EXPECT_FALSE(asker_.ask(url_of(test::refused_url("/b"))).allowed);
}

TEST_F(RobotsCacheOnTheWireTest, TheEndlessBodyOfAnErrorIsNotWaitedFor) {
  server_.on("/robots.txt", test::never_ends("HTTP/1.1 404 No\r\n\r\n",
                                             std::string(4096, 'x')));
  EXPECT_EQ(ask("/a").why, "there is no robots.txt: the server answered 404");
}

}  // namespace
}  // namespace gfetch::crawl
