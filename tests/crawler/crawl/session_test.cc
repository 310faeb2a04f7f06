#include "gfetch/crawl/session.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "gfetch/crawl/testing/fake_fetcher.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/upload_file.h"
#include "tests/support/coding.h"
#include "tests/support/fake_reporter.h"
#include "tests/support/temp_dir.h"

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;
using test::failure;
using test::FakeAnswer;
using test::redirect_to;
using Urls = std::vector<std::string>;

FakeAnswer text(std::string body) {
  return {.headers = {{"Content-Type", "text/plain"}}, .body = std::move(body)};
}

FakeAnswer page(const Urls& targets) {
  std::string body = "<!doctype html><title>A page</title>";
  for (const std::string& target : targets) {
    body += "<a href=\"" + target + "\">there</a>\n";
  }
  return {.headers = {{"Content-Type", "text/html"}}, .body = std::move(body)};
}

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    web_->usual.status_code = 404;
    config_.fetcher = web_;
    config_.urls = {"http://a/"};
  }

  // Returns the value of the header `name` in the last request.
  std::string sent(std::string_view name) const {
    const http::Header* header =
        find_header(web_->asked().back().request.headers, name);
    return header == nullptr ? "" : header->value;
  }

  Hub hub_{{.clock = ClockKind::kVirtual}};
  std::shared_ptr<test::FakeFetcher> web_ =
      std::make_shared<test::FakeFetcher>();
  SessionConfig config_;
};

TEST_F(SessionTest, GetsOneVisitWithItsBody) {
  web_->on("http://a/x", text("hello"));
  Session session(config_);
  const Visit visit = session.get("http://a/x");
  EXPECT_TRUE(visit.ok);
  EXPECT_EQ(visit.status_code, 200);
  EXPECT_EQ(visit.url, "http://a/x");
  EXPECT_EQ(visit.id, "");
  EXPECT_EQ(visit.body, "hello");
}

TEST_F(SessionTest, NamesItselfAndBoundsTheTime) {
  Session session(config_);
  session.get("http://a/");
  EXPECT_EQ(sent("User-Agent").substr(0, 7), "gfetch/");
  const http::ExchangeLimits& limits = web_->asked().back().request.limits;
  EXPECT_TRUE(limits.dns && limits.connect && limits.idle);
  EXPECT_GT(limits.wire_bytes, 0U);
}

TEST_F(SessionTest, GetFollowsRedirects) {
  web_->on("http://a/old", redirect_to("/new"));
  web_->on("http://a/new", text("moved"));
  Session session(config_);
  const Visit visit = session.get("http://a/old");
  EXPECT_EQ(visit.body, "moved");
  EXPECT_EQ(visit.final_url, "http://a/new");
  EXPECT_EQ(visit.redirects.size(), 1U);
}

TEST_F(SessionTest, GetUndoesTheCoding) {
  FakeAnswer coded = text(test::gzip("plain words"));
  coded.headers.push_back({"Content-Encoding", "gzip"});
  web_->on("http://a/", coded);
  Session session(config_);
  EXPECT_EQ(session.get("http://a/").body, "plain words");
}

TEST_F(SessionTest, GetTriesAgainAfterADelayThatTheDiceChoose) {
  config_.visitor.retry.first_delay = 800ms;
  config_.dice = [] { return 0.25; };
  web_->on("http://a/", failure(ErrorKind::kReset));
  web_->on("http://a/", text("now"));
  Session session(config_);
  const Visit visit = session.get("http://a/");
  EXPECT_EQ(visit.body, "now");
  EXPECT_EQ(visit.num_retries, 1);
  EXPECT_EQ(web_->asked().back().at - web_->asked().front().at, 200ms);
}

TEST_F(SessionTest, GetKeepsCookiesInTheJarOfTheConfiguration) {
  FakeAnswer login = text("in");
  login.headers.push_back({"Set-Cookie", "id=7"});
  web_->on("http://a.example/login", login);
  config_.visitor.jar = std::make_shared<web::CookieJar>();
  Session session(config_);
  session.get("http://a.example/login");
  session.get("http://a.example/page");
  EXPECT_EQ(sent("Cookie"), "id=7");
}

TEST_F(SessionTest, GetSaysWhatIsWrongWithAUrl) {
  Session session(config_);
  const Visit visit = session.get("ftp://a/");
  EXPECT_EQ(visit.outcome, Outcome::kFailed);
  ASSERT_TRUE(visit.error);
  EXPECT_EQ(visit.error->kind, ErrorKind::kUnsupportedScheme);
  EXPECT_EQ(web_->count(), 0U);
}

TEST_F(SessionTest, ServesAtMostAsManyCallersAsItHasWorkers) {
  web_->usual = text("x");
  web_->usual.delay = 1s;
  config_.workers = 3;
  Session session(config_);
  Group callers;
  int served = 0;
  for (int i = 0; i < 10; ++i) {
    callers.spawn([&, i] {
      const std::string url = "http://h" + std::to_string(i) + "/";
      served += session.get(url).url == url ? 1 : 0;
    });
  }
  callers.join();
  EXPECT_EQ(served, 10);
  EXPECT_EQ(web_->most_in_flight(), 3);
}

TEST_F(SessionTest, GetsArePoliteToEachHost) {
  web_->usual = text("x");
  web_->usual.delay = 1s;
  config_.politeness = PolitenessOptions{.host_concurrency = 2};
  Session session(config_);
  Group callers;
  for (int i = 0; i < 6; ++i) {
    callers.spawn([&] { session.get("http://a/"); });
  }
  callers.join();
  EXPECT_EQ(web_->count(), 6U);
  EXPECT_EQ(web_->most_in_flight("a"), 2);
}

TEST_F(SessionTest, AKillEndsTheRequestOfAGet) {
  web_->on_host("slow", {.delay = 1h});
  web_->on("http://a/", text("next"));
  config_.workers = 1;
  Session session(config_);
  auto caller = spawn([&] { session.get("http://slow/"); });
  sleep_for(1s);
  EXPECT_EQ(web_->in_flight(), 1);
  caller.kill();
  sleep_for(1ms);
  EXPECT_EQ(web_->in_flight(), 0);
  EXPECT_EQ(session.get("http://a/").body, "next");
  EXPECT_EQ(web_->starts("slow").size(), 1U);
}

TEST_F(SessionTest, AGetRightAfterAKillIsServed) {
  web_->on_host("slow", {.delay = 1h});
  web_->on("http://a/", text("next"));
  config_.workers = 1;
  Session session(config_);
  auto caller = spawn([&] { session.get("http://slow/"); });
  sleep_for(1s);
  caller.kill();
  EXPECT_EQ(session.get("http://a/").body, "next");
}

TEST_F(SessionTest, AKillOfACallerThatWaitsForItsRetryDropsTheRequest) {
  web_->on_host("slow", failure(ErrorKind::kReset));
  web_->on("http://a/", text("next"));
  Session session(config_);
  auto caller = spawn([&] { session.get("http://slow/"); });
  sleep_for(1ms);
  caller.kill();
  sleep_for(1h);
  EXPECT_EQ(web_->starts("slow").size(), 1U);
  EXPECT_EQ(session.get("http://a/").body, "next");
}

TEST_F(SessionTest, ATimeoutOfTheCallerEndsTheRequest) {
  web_->on_host("slow", {.delay = 50s});
  Session session(config_);
  EXPECT_FALSE(with_timeout(1s, [&] { session.get("http://slow/"); }));
  sleep_for(1ms);
  EXPECT_EQ(web_->in_flight(), 0);
}

TEST_F(SessionTest, EndsWhatIsUnderWayWithItself) {
  web_->on_host("slow", {.delay = 1h});
  auto session = std::make_unique<Session>(config_);
  auto caller = spawn([&] { session->get("http://slow/"); });
  sleep_for(1s);
  caller.kill(KillMode::kLater);
  session.reset();
  EXPECT_EQ(web_->in_flight(), 0);
}

TEST_F(SessionTest, SendsAMethodHeadersAndABody) {
  Session session(config_);
  session.send("http://a/", {.headers = {{"X-Key", "1"}}, .body = "words"});
  const http::Request& request = web_->asked().back().request;
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(*request.body, "words");
  EXPECT_EQ(sent("X-Key"), "1");
}

TEST_F(SessionTest, PostsJson) {
  Session session(config_);
  session.post_json("http://a/", R"({"a":1})");
  EXPECT_EQ(web_->asked().back().request.method, "POST");
  EXPECT_EQ(*web_->asked().back().request.body, R"({"a":1})");
  EXPECT_EQ(sent("Content-Type"), "application/json");
}

TEST_F(SessionTest, UploadsAFile) {
  const test::TempDir dir;
  dir.write("up.txt", "twelve bytes");
  web_->on("http://a/", text("thanks"));
  Session session(config_);
  const Visit visit = session.upload("http://a/", dir.path() / "up.txt");
  EXPECT_EQ(visit.body, "thanks");
  const http::Request& request = web_->asked().back().request;
  EXPECT_EQ(request.method, "PUT");
  ASSERT_TRUE(request.body_file);
  EXPECT_EQ(request.body_file->size(), 12U);
}

TEST_F(SessionTest, SaysWhichFileCannotBeUploaded) {
  Session session(config_);
  const Visit visit = session.upload("http://a/", "/no/such/file");
  ASSERT_TRUE(visit.error);
  EXPECT_EQ(visit.error->kind, ErrorKind::kIo);
  EXPECT_EQ(web_->count(), 0U);
}

TEST_F(SessionTest, DownloadsIntoAFile) {
  const test::TempDir dir;
  const std::string path = dir.path() / "report.txt";
  dir.write("report.txt", "old");
  web_->on("http://a/r", text("the report"));
  Session session(config_);
  const Visit visit = session.download("http://a/r", path);
  EXPECT_TRUE(visit.ok);
  EXPECT_EQ(visit.file, path);
  EXPECT_FALSE(visit.body);
  EXPECT_EQ(test::read_file(path), "the report");
}

TEST_F(SessionTest, ADownloadThatFailsLeavesTheFileAsItWas) {
  const test::TempDir dir;
  const std::string path = dir.path() / "report.txt";
  dir.write("report.txt", "old");
  Session session(config_);
  const Visit visit = session.download("http://a/gone", path);
  EXPECT_FALSE(visit.ok);
  EXPECT_EQ(visit.file, "");
  EXPECT_EQ(test::read_file(path), "old");
}

TEST_F(SessionTest, ACrawlIsARangeThatEnds) {
  web_->on("http://a/", page({"/1", "/2"}));
  web_->on("http://a/1", page({"/2"}));
  web_->on("http://a/2", page({"/"}));
  Session session(config_);
  std::set<std::string> fetched;
  VisitRange visits = session.crawl();
  for (Visit& visit : visits) {
    if (visit.ok) fetched.insert(visit.url);
  }
  EXPECT_EQ(fetched,
            (std::set<std::string>{"http://a/", "http://a/1", "http://a/2"}));
  EXPECT_EQ(visits.result().end, RunEnd::kComplete);
  EXPECT_EQ(visits.result().counters.fetched, 3U);
}

TEST_F(SessionTest, ACrawlObeysRobotsTxtByDefault) {
  web_->on("http://a/robots.txt", text("User-agent: *\nDisallow: /private"));
  web_->on("http://a/", page({"/private", "/open"}));
  Session session(config_);
  std::string reason;
  for (Visit& visit : session.crawl()) {
    if (visit.url == "http://a/private") reason = visit.reason;
  }
  EXPECT_EQ(reason, "robots");
  EXPECT_EQ(web_->urls().front(), "http://a/robots.txt");
  EXPECT_EQ(web_->asked().front().request.url.text(), "http://a/robots.txt");
  for (const std::string& url : web_->urls()) {
    EXPECT_NE(url, "http://a/private");
  }
}

TEST_F(SessionTest, ACrawlIsPoliteByDefault) {
  web_->on("http://a/", page({"/1", "/2", "/3", "/4"}));
  web_->usual = text("x");
  web_->usual.delay = 1s;
  Session session(config_);
  for (Visit& visit : session.crawl()) EXPECT_TRUE(visit.ok);
  EXPECT_EQ(web_->most_in_flight("a"), 2);
  const std::vector<TimePoint> starts = web_->starts("a");
  for (std::size_t i = 1; i < starts.size(); ++i) {
    EXPECT_GE(starts[i] - starts[i - 1], 100ms);
  }
}

TEST_F(SessionTest, LeavingTheLoopStopsTheCrawl) {
  web_->usual = page({"/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8"});
  web_->usual.delay = 1s;
  Session session(config_);
  for (Visit& visit : session.crawl()) {
    EXPECT_EQ(visit.url, "http://a/");
    break;
  }
  EXPECT_EQ(web_->in_flight(), 0);
  const std::size_t asked = web_->count();
  sleep_for(1h);
  EXPECT_EQ(web_->count(), asked);
}

TEST_F(SessionTest, ASlowReaderHoldsTheCrawlBack) {
  for (int i = 0; i < 200; ++i) {
    config_.urls.push_back("http://h" + std::to_string(i) + "/");
  }
  config_.workers = 4;
  Session session(config_);
  VisitRange visits = session.visits();
  auto visit = visits.begin();
  sleep_for(1h);
  EXPECT_LT(web_->count(), 30U);
  std::size_t count = 0;
  for (; visit != visits.end(); ++visit) ++count;
  EXPECT_EQ(count, 201U);
}

TEST_F(SessionTest, CrawlsOneSiteAfterAnother) {
  web_->on("http://a/", page({}));
  Session session(config_);
  for (int i = 0; i < 2; ++i) {
    int fetched = 0;
    for (Visit& visit : session.crawl()) fetched += visit.ok ? 1 : 0;
    EXPECT_EQ(fetched, 1);
  }
}

TEST_F(SessionTest, RunsAListAndReportsEachLine) {
  test::FakeReporter report;
  config_.urls = {"http://a/", "http://b/", "nonsense://"};
  Session session(config_, report);
  const RunResult result = session.run();
  EXPECT_EQ(result.end, RunEnd::kComplete);
  EXPECT_EQ(report.visits.size(), 3U);
  EXPECT_EQ(result.counters.inputs, 3U);
  EXPECT_EQ(report.finished, 1);
}

TEST_F(SessionTest, StopReportsTheRestAsUnfinished) {
  test::FakeReporter report;
  web_->usual.delay = 1h;
  config_.visitor.max_time.reset();
  Session session(config_, report);
  spawn_later(1s, [&] {
    EXPECT_EQ(session.status(5).in_flight.size(), 1U);
    session.stop();
  });
  EXPECT_EQ(session.run().end, RunEnd::kInterrupted);
  ASSERT_EQ(report.visits.size(), 1U);
  EXPECT_EQ(report.visits[0].outcome, Outcome::kUnfinished);
}

TEST_F(SessionTest, SaysWhichPatternIsNone) {
  Session session(config_);
  VisitRange visits = session.crawl({.include = {"("}});
  EXPECT_EQ(visits.begin(), visits.end());
  EXPECT_EQ(visits.result().end, RunEnd::kInputFailed);
  EXPECT_NE(visits.result().message, "");
  EXPECT_EQ(web_->count(), 0U);
}

TEST_F(SessionTest, HasOneRunAtATime) {
  web_->usual.delay = 1s;
  Session session(config_);
  VisitRange visits = session.visits();
  sleep_for(1ms);
  EXPECT_THROW(session.run(), std::logic_error);
}

TEST_F(SessionTest, PutsAWrapperBetweenItselfAndTheClient) {
  struct Counter final : http::Fetcher {
    Counter(http::Fetcher& its_inner, int& its_count)
        : inner(its_inner), count(its_count) {}
    Result<http::Response> fetch(const http::Request& request,
                                 http::BodySink& sink) override {
      ++count;
      return inner.fetch(request, sink);
    }
    http::Fetcher& inner;
    int& count;
  };
  int count = 0;
  config_.wrap_fetcher = [&count](http::Fetcher& client) {
    return std::make_unique<Counter>(client, count);
  };
  Session session(config_);
  session.get("http://a/");
  EXPECT_EQ(count, 1);
  EXPECT_EQ(web_->count(), 1U);
}

TEST_F(SessionTest, TheDestructorEndsTheCallsOfOtherFibers) {
  web_->usual = {.delay = 1h};
  config_.urls = {"http://a/1", "http://b/2"};
  auto session = std::make_unique<Session>(config_);
  const Fiber<void> getter = spawn([&] { session->get("http://c/"); });
  const Fiber<void> runner = spawn([&] {
    for (const Visit& visit : session->visits()) EXPECT_TRUE(visit.ok);
  });
  sleep_for(1s);
  EXPECT_EQ(web_->in_flight(), 3);
  session.reset();
  EXPECT_EQ(web_->in_flight(), 0);
  EXPECT_EQ(hub_.now(), TimePoint(1s));
  EXPECT_TRUE(getter.join(1s));
  EXPECT_TRUE(runner.join(1s));
}

TEST_F(SessionTest, RefusesAConfigurationThatCouldNotStartARequest) {
  const auto refused = [](auto change) {
    SessionConfig config;
    change(config);
    EXPECT_THROW(Session session(config), std::invalid_argument);
  };
  refused([](SessionConfig& config) { config.workers = 0; });
  refused([](SessionConfig& config) { config.max_candidates = 0; });
  refused([](SessionConfig& config) { config.max_bytes = 0; });
  refused([](SessionConfig& config) {
    config.politeness = PolitenessOptions{.rate = Rate{.count = 0}};
  });
}

TEST_F(SessionTest, DownloadReplacesRegularFilesOnly) {
  const test::TempDir dir;
  web_->on("http://a/", text("new"));
  Session session(config_);
  const std::string folder = dir.path().string();
  for (const std::string& path : {folder, folder + "/name/", std::string()}) {
    const Visit visit = session.download("http://a/", path);
    ASSERT_TRUE(visit.error) << path;
    EXPECT_EQ(visit.error->kind, ErrorKind::kIo) << path;
    EXPECT_EQ(visit.file, "") << path;
  }
  const std::string pipe = folder + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(session.download("http://a/", pipe).error);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  std::filesystem::remove(pipe);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

/// Sends a part of a body, and never its end.
class EndlessFetcher final : public http::Fetcher {
 public:
  Result<http::Response> fetch(const http::Request&,
                               http::BodySink& sink) override {
    http::Response response;
    response.status_code = 200;
    if (auto taken = sink.on_response(response); !taken) return taken.error();
    const std::string part(200'000, 'x');
    if (auto taken = sink.on_data(part); !taken) return taken.error();
    sleep_for(1h);
    return response;
  }
};

TEST_F(SessionTest, AKilledDownloadLeavesNoFile) {
  const test::TempDir dir;
  config_.fetcher = std::make_shared<EndlessFetcher>();
  Session session(config_);
  const std::string path = dir.path() / "file";
  const Fiber<Visit> fiber =
      spawn([&] { return session.download("http://a/", path); });
  sleep_for(1s);
  EXPECT_FALSE(std::filesystem::is_empty(dir.path()));
  fiber.kill();
  sleep_for(1ms);
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

}  // namespace
}  // namespace gfetch::crawl
