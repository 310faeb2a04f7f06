#include "crawl/crawler.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "crawl/frontier/frontier.h"
#include "crawl/list_policy.h"
#include "gfetch/crawl/testing/fake_fetcher.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "tests/support/fake_reporter.h"
#include "tests/support/patience.h"
#include "tests/support/temp_dir.h"

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;
using test::failure;

class CrawlerTest : public testing::Test {
 protected:
  CrawlerTest() {
    options_.workers = 8;
    visiting_.retry.max_retries = 0;
  }

  void arguments(std::vector<std::string> urls) {
    inputs_.push_back(SeedInput::arguments(std::move(urls)));
  }

  // Returns `count` URLs: http://host/0, http://host/1 and so on.
  static std::vector<std::string> urls(const std::string& host, int count) {
    std::vector<std::string> urls;
    for (int i = 0; i < count; ++i) {
      urls.push_back("http://" + host + '/' + std::to_string(i));
    }
    return urls;
  }

  // Runs the crawler. `meanwhile` runs in another fiber and may stop the run.
  RunResult run(std::function<void(Crawler&)> meanwhile = nullptr) {
    SeedReader seeds(std::move(inputs_));
    Frontier frontier(frontier_);
    Visitor visitor(visiting_, policy_, web_, [] { return 0.5; });
    Crawler crawler(options_, seeds, frontier, visitor, report_);
    Fiber<void> other;
    if (meanwhile) other = spawn([&] { meanwhile(crawler); });
    RunResult result = crawler.run();
    if (meanwhile) other.join();
    const Counters& counters = result.counters;
    EXPECT_EQ(counters.inputs, counters.fetched + counters.failed +
                                   counters.skipped + counters.unfinished);
    for (const auto& [url, times] : report_.times()) {
      EXPECT_EQ(times, 1) << url;
    }
    EXPECT_EQ(web_.in_flight(), 0);
    EXPECT_EQ(report_.finished, report_.stuck ? 0 : 1);
    return result;
  }

  std::size_t reported(Outcome outcome) const {
    return static_cast<std::size_t>(std::count_if(
        report_.visits.begin(), report_.visits.end(),
        [&](const Visit& visit) { return visit.outcome == outcome; }));
  }

  Hub hub_{{.clock = ClockKind::kVirtual}};
  test::FakeFetcher web_;
  test::FakeReporter report_;
  std::vector<SeedInput> inputs_;
  FrontierOptions frontier_;
  VisitorOptions visiting_;
  ListPolicy policy_;
  CrawlerOptions options_;
};

TEST_F(CrawlerTest, EndsAtOnceWithoutInput) {
  const RunResult result = run();
  EXPECT_EQ(result.end, RunEnd::kComplete);
  EXPECT_EQ(result.counters.inputs, 0U);
}

TEST_F(CrawlerTest, ReportsEveryLineOnce) {
  arguments(urls("a", 100));
  arguments({"no url", "ftp://x/"});
  web_.usual.body = "12345";
  web_.on("http://a/7", {.status_code = 404});
  const RunResult result = run();
  EXPECT_EQ(result.end, RunEnd::kComplete);
  EXPECT_EQ(result.counters.inputs, 102U);
  EXPECT_EQ(result.counters.fetched, 99U);
  EXPECT_EQ(result.counters.failed, 3U);
  EXPECT_EQ(result.counters.unfinished, 0U);
  EXPECT_EQ(result.counters.bytes, 99U * 5);
  EXPECT_EQ(report_.visits.size(), 102U);
}

TEST_F(CrawlerTest, FetchesTheSameUrlAsOftenAsItIsNamed) {
  arguments({"http://a/"});
  arguments({"http://a/"});
  SeedReader seeds(std::move(inputs_));
  Frontier frontier(frontier_);
  Visitor visitor(visiting_, policy_, web_, [] { return 0.5; });
  Crawler crawler(options_, seeds, frontier, visitor, report_);
  crawler.run();
  EXPECT_EQ(report_.times()["http://a/"], 2);
}

TEST_F(CrawlerTest, OneWorkerKeepsTheOrderOfTheInput) {
  options_.workers = 1;
  frontier_.max_candidates = 1;
  std::vector<std::string> list;
  for (int i = 0; i < 50; ++i) {
    list.push_back("http://h" + std::to_string(i % 3) + '/' +
                   std::to_string(i));
  }
  web_.usual.delay = 100ms;
  arguments(list);
  const RunResult result = run();
  EXPECT_EQ(report_.urls(), list);
  EXPECT_EQ(result.wall, 5s);
}

TEST_F(CrawlerTest, ManyWorkersFetchAtTheSameTime) {
  options_.workers = 10;
  frontier_.politeness.host_concurrency = 10;
  web_.usual.delay = 100ms;
  arguments(urls("a", 50));
  EXPECT_EQ(run().wall, 500ms);
  EXPECT_EQ(web_.most_in_flight(), 10);
}

TEST_F(CrawlerTest, HoldsTheDelayThroughRedirects) {
  frontier_.politeness.delay = 1s;
  for (int i = 0; i < 5; ++i) {
    const std::string from = "http://from" + std::to_string(i) + '/';
    web_.on(from, test::redirect_to("http://to/" + std::to_string(i)));
    arguments({from});
  }
  run();
  const std::vector<TimePoint> starts = web_.starts("to");
  ASSERT_EQ(starts.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(starts[i].time_since_epoch(), i * 1s);
  }
}

TEST_F(CrawlerTest, RecordsTheRestAtTheDeadline) {
  options_.deadline = 1s;
  options_.workers = 4;
  frontier_.max_candidates = 10;
  web_.usual.delay = 300ms;
  test::TempDir dir;
  std::string lines;
  for (const std::string& url : urls("b", 50)) lines += url + '\n';
  arguments(urls("a", 50));
  inputs_.push_back(
      std::move(*SeedInput::file(dir.write("list", lines + "no url"))));
  const RunResult result = run();
  EXPECT_EQ(result.end, RunEnd::kDeadline);
  EXPECT_EQ(result.wall, 1s);
  EXPECT_EQ(result.counters.inputs, 101U);
  EXPECT_EQ(result.counters.fetched, 12U);
  EXPECT_EQ(result.counters.failed, 1U);
  EXPECT_EQ(result.counters.unfinished, 88U);
  EXPECT_EQ(report_.visits.size(), 101U);
  EXPECT_EQ(reported(Outcome::kUnfinished), 88U);
}

TEST_F(CrawlerTest, RecordsTheRestWhenInterrupted) {
  web_.usual.delay = 1h;
  arguments(urls("a", 20));
  const RunResult result = run([](Crawler& crawler) {
    sleep_for(1s);
    crawler.stop(RunEnd::kInterrupted);
  });
  EXPECT_EQ(result.end, RunEnd::kInterrupted);
  EXPECT_EQ(result.wall, 1s);
  EXPECT_EQ(reported(Outcome::kUnfinished), 20U);
}

TEST_F(CrawlerTest, ReadsNoPipeAnyFurtherWhenInterrupted) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  ASSERT_EQ(write(ends[1], "http://a/\nhttp://b/\n", 20), 20);
  inputs_.push_back(SeedInput::stdin_stream(ends[0]));
  arguments({"http://c/"});
  const RunResult result = run([](Crawler& crawler) {
    while (crawler.status(0).counters.fetched < 2) sleep_for(1ms);
    crawler.stop(RunEnd::kInterrupted);
  });
  EXPECT_EQ(result.counters.fetched, 2U);
  EXPECT_EQ(result.counters.unfinished, 1U);
  close(ends[0]);
  close(ends[1]);
}

TEST_F(CrawlerTest, StopsAtOnceTheSecondTime) {
  report_.stuck = true;
  arguments(urls("a", 20));
  const RunResult result = run([](Crawler& crawler) {
    sleep_for(1s);
    crawler.stop(RunEnd::kInterrupted);
    sleep_for(1s);
    crawler.stop(RunEnd::kInterrupted);
  });
  EXPECT_EQ(result.end, RunEnd::kInterrupted);
  EXPECT_EQ(result.counters.unfinished, 20U);
  EXPECT_GE(result.wall, 2s);
  EXPECT_LE(result.wall, 3s);
}

TEST_F(CrawlerTest, StopsBeforeItBegan) {
  arguments(urls("a", 5));
  SeedReader seeds(std::move(inputs_));
  Frontier frontier(frontier_);
  Visitor visitor(visiting_, policy_, web_, [] { return 0.5; });
  Crawler crawler(options_, seeds, frontier, visitor, report_);
  crawler.stop(RunEnd::kInterrupted);
  EXPECT_EQ(crawler.run().counters.unfinished, 5U);
  EXPECT_EQ(web_.count(), 0U);
  EXPECT_EQ(report_.visits.size(), 5U);
}

TEST_F(CrawlerTest, FailsEarlyWhenTold) {
  options_.fail_early = true;
  options_.workers = 1;
  web_.on("http://a/3", failure(ErrorKind::kReset));
  arguments(urls("a", 10));
  const RunResult result = run();
  EXPECT_EQ(result.end, RunEnd::kFailEarly);
  EXPECT_EQ(result.counters.fetched, 3U);
  EXPECT_EQ(result.counters.failed, 1U);
  EXPECT_EQ(result.counters.unfinished, 6U);
}

TEST_F(CrawlerTest, FailsEarlyAtABadLineToo) {
  options_.fail_early = true;
  arguments({"no url", "http://a/"});
  EXPECT_EQ(run().end, RunEnd::kFailEarly);
}

TEST_F(CrawlerTest, StopsAtTooManyFailures) {
  options_.max_failures.count = 2;
  options_.workers = 1;
  web_.usual.status_code = 500;
  arguments(urls("a", 10));
  const RunResult result = run();
  EXPECT_EQ(result.end, RunEnd::kMaxFailures);
  EXPECT_EQ(result.counters.failed, 3U);
  EXPECT_EQ(result.counters.unfinished, 7U);
}

TEST_F(CrawlerTest, EndsWhenTheOutputFails) {
  report_.fails_from = 6;
  arguments(urls("a", 100));
  const RunResult result = run();
  EXPECT_EQ(result.end, RunEnd::kOutputFailed);
  EXPECT_EQ(result.message, "no room");
  EXPECT_EQ(result.counters.fetched, 5U);
  EXPECT_EQ(report_.visits.size(), 5U);
}

TEST_F(CrawlerTest, EndsQuietlyWhenNobodyReadsItAnyMore) {
  report_.fails_from = 1;
  report_.cause = save::WriteError::Cause::kReaderGone;
  web_.usual.delay = 10ms;
  arguments({"no url"});
  arguments(urls("a", 100));
  const RunResult result = run();
  EXPECT_EQ(result.end, RunEnd::kReaderGone);
  EXPECT_EQ(result.counters.unfinished, result.counters.inputs);
}

TEST_F(CrawlerTest, SaysWhenAnInputCannotBeRead) {
  inputs_.push_back(SeedInput::stdin_stream(9999));
  arguments({"http://a/"});
  const RunResult result = run();
  EXPECT_EQ(result.end, RunEnd::kInputFailed);
  EXPECT_EQ(result.message, "cannot read stdin: Bad file descriptor");
  EXPECT_EQ(result.counters.fetched, 1U);
}

// A fetcher that simulates a limit of file descriptors: only a limited number
// of exchanges can run at a time.
class ScarceFetcher final : public http::Fetcher {
 public:
  explicit ScarceFetcher(int descriptors) : descriptors_(descriptors) {}

  Result<http::Response> fetch(const http::Request&, http::BodySink&) override {
    if (in_flight_ == descriptors_) {
      return Error{ErrorKind::kIo, "too many open files", EMFILE};
    }
    ++in_flight_;
    sleep_for(10ms);
    --in_flight_;
    http::Response response;
    response.status_code = 200;
    return response;
  }

 private:
  int descriptors_;
  int in_flight_ = 0;
};

TEST_F(CrawlerTest, ShrinksWhenDescriptorsRunOut) {
  ScarceFetcher web(3);
  std::vector<std::string> warnings;
  options_.warn = [&](std::string_view text) { warnings.emplace_back(text); };
  arguments(urls("a", 100));
  SeedReader seeds(std::move(inputs_));
  Frontier frontier(frontier_);
  Visitor visitor(visiting_, policy_, web, [] { return 0.5; });
  Crawler crawler(options_, seeds, frontier, visitor, report_);
  const RunResult result = crawler.run();
  EXPECT_EQ(result.counters.fetched, 100U);
  EXPECT_EQ(crawler.status(0).workers, 3U);
  EXPECT_EQ(warnings.size(), 1U);
}

TEST_F(CrawlerTest, RecordsTheErrorWhenNoDescriptorComesFree) {
  ScarceFetcher web(0);
  arguments(urls("a", 2));
  SeedReader seeds(std::move(inputs_));
  Frontier frontier(frontier_);
  Visitor visitor(visiting_, policy_, web, [] { return 0.5; });
  Crawler crawler(options_, seeds, frontier, visitor, report_);
  EXPECT_EQ(crawler.run().counters.failed, 2U);
}

TEST_F(CrawlerTest, LetsNoWaitingRetryHoldAWorker) {
  visiting_.retry.max_retries = 1;
  options_.workers = 1;
  web_.on("http://a/", {.status_code = 503});
  web_.on("http://a/", {});
  web_.usual.delay = 10ms;
  arguments({"http://a/"});
  arguments(urls("b", 30));
  const RunResult result = run();
  EXPECT_EQ(result.counters.fetched, 31U);
  // The worker served the other URLs (0.3 s) while the retry waited (0.5 s).
  EXPECT_EQ(result.wall, 500ms);
}

TEST_F(CrawlerTest, WakesUpWhenAllThatIsLeftIsAsleep) {
  visiting_.retry = {.max_retries = 3, .budget = {.percent = 300}};
  web_.usual.status_code = 503;
  for (int i = 0; i < 100; ++i) arguments(urls("h" + std::to_string(i), 10));
  const RunResult result = run();
  EXPECT_EQ(result.counters.failed, 1000U);
  EXPECT_EQ(web_.count(), 4000U);
  EXPECT_EQ(result.retries_refused, 0U);
}

TEST_F(CrawlerTest, RetriesWithinTheBudgetOfTheRun) {
  visiting_.retry.max_retries = 2;
  visiting_.retry.budget.count = 10;
  web_.usual = failure(ErrorKind::kConnectRefused);
  arguments(urls("a", 20));
  const RunResult result = run();
  EXPECT_EQ(result.counters.failed, 20U);
  EXPECT_EQ(web_.count(), 30U);
  EXPECT_GE(result.retries_refused, 10U);
}

TEST_F(CrawlerTest, RecordsAWaitingRetryAsUnfinishedWhenInterrupted) {
  visiting_.retry.max_retries = 1;
  web_.usual = {.status_code = 503, .headers = {{"Retry-After", "50"}}};
  arguments({"http://a/", "http://b/", "http://c/"});
  const RunResult result = run([](Crawler& crawler) {
    sleep_for(1s);
    EXPECT_EQ(crawler.status(0).frontier.waiting, 3U);
    crawler.stop(RunEnd::kInterrupted);
  });
  EXPECT_EQ(result.counters.unfinished, 3U);
  EXPECT_EQ(reported(Outcome::kUnfinished), 3U);
}

TEST_F(CrawlerTest, KeepsTheOrderOfTheInputThroughRetries) {
  visiting_.retry.max_retries = 1;
  options_.workers = 1;
  frontier_.max_candidates = 1;
  web_.on("http://a/3", {.status_code = 503});
  web_.on("http://a/3", {});
  arguments(urls("a", 6));
  run();
  EXPECT_EQ(report_.urls(), urls("a", 6));
}

// Simulates a server with a limit of concurrent requests, which rejects further
// requests with 503.
class BusyFetcher final : public http::Fetcher {
 public:
  Result<http::Response> fetch(const http::Request&, http::BodySink&) override {
    http::Response response;
    response.status_code = in_flight_ < kBears ? 200 : 429;
    ++in_flight_;
    sleep_for(response.status_code == 200 ? 100ms : 1ms);
    --in_flight_;
    turned_away_ += response.status_code == 429 ? 1 : 0;
    return response;
  }

  int turned_away() const { return turned_away_; }

 private:
  static constexpr int kBears = 3;
  int in_flight_ = 0;
  int turned_away_ = 0;
};

TEST_F(CrawlerTest, AsksAHostByAsManyAsItBears) {
  visiting_.retry = {.max_retries = 20, .budget = {.percent = 2000}};
  frontier_.politeness.host_concurrency = 64;
  options_.workers = 64;
  BusyFetcher web;
  arguments(urls("a", 500));
  SeedReader seeds(std::move(inputs_));
  Frontier frontier(frontier_);
  Visitor visitor(visiting_, policy_, web, [] { return 0.5; });
  Crawler crawler(options_, seeds, frontier, visitor, report_);
  const RunResult result = crawler.run();
  EXPECT_EQ(result.counters.fetched, 500U);
  ASSERT_EQ(result.throttled.size(), 1U);
  EXPECT_EQ(result.throttled[0].host, "a");
  // The server rejects some requests of the first round, and later one request
  // whenever the limit is probed.
  EXPECT_LT(web.turned_away(), 61 + 200);
  EXPECT_LT(result.wall, 2 * 500 / 3 * 100ms);
}

TEST_F(CrawlerTest, TellsTheStateOfTheRun) {
  options_.workers = 2;
  web_.usual.delay = 1min;
  web_.on("http://a/0", {});
  arguments({"http://a/0", "http://u:pw@a/1", "http://a/2", "http://b/3",
             "http://b/4"});
  run([](Crawler& crawler) {
    sleep_for(20s);
    const RunStatus status = crawler.status(10);
    EXPECT_EQ(status.counters.fetched, 1U);
    EXPECT_EQ(status.counters.inputs, 5U);
    EXPECT_EQ(status.wall, 20s);
    EXPECT_DOUBLE_EQ(status.per_second, 0.05);
    EXPECT_TRUE(status.seeds_finished);
    EXPECT_EQ(status.workers, 2U);
    ASSERT_EQ(status.in_flight.size(), 2U);
    EXPECT_EQ(status.in_flight[0].age, 20s);
    EXPECT_FALSE(status.in_flight[0].waits_for.empty());
    for (const InFlightStatus& visit : status.in_flight) {
      EXPECT_EQ(visit.url.find("pw"), std::string::npos);
    }
    EXPECT_EQ(status.frontier.queued, 2U);
    EXPECT_EQ(crawler.status(1).in_flight.size(), 1U);
  });
}

// A reporter that counts visits and sometimes checks the frontier's state.
class CountingReporter final : public Reporter {
 public:
  explicit CountingReporter(const Frontier& frontier) : frontier_(frontier) {}

  Result<void, save::WriteError> report(const Visit&) override {
    if (++count_ % 1000 == 0) {
      most_queued_ = std::max(most_queued_, frontier_.status(0).queued);
    }
    return {};
  }
  Result<void, save::WriteError> finish() override { return {}; }

  std::size_t count() const { return count_; }
  std::size_t most_queued() const { return most_queued_; }

 private:
  const Frontier& frontier_;
  std::size_t count_ = 0;
  std::size_t most_queued_ = 0;
};

TEST_F(CrawlerTest, StreamsManyUrlsThroughABoundedFrontier) {
  constexpr std::size_t kUrls = test::kSanitized ? 50'000 : 1'000'000;
  test::TempDir dir;
  std::string lines;
  for (std::size_t i = 0; i < kUrls; ++i) {
    lines +=
        "http://h" + std::to_string(i % 5000) + '/' + std::to_string(i) + '\n';
  }
  inputs_.push_back(std::move(*SeedInput::file(dir.write("list", lines))));
  web_.logs = false;
  web_.usual.delay = 1ms;
  frontier_.max_candidates = 2000;
  options_.workers = 100;
  SeedReader seeds(std::move(inputs_));
  Frontier frontier(frontier_);
  Visitor visitor(visiting_, policy_, web_, [] { return 0.5; });
  CountingReporter report(frontier);
  Crawler crawler(options_, seeds, frontier, visitor, report);
  EXPECT_EQ(crawler.run().counters.fetched, kUrls);
  EXPECT_EQ(report.count(), kUrls);
  EXPECT_LE(report.most_queued(), 2000U);
}

}  // namespace
}  // namespace gfetch::crawl
