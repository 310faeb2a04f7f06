#include "gfetch/report/summary.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "crawler/report/histogram.h"
#include "crawler/report/top_hosts.h"
#include "tests/crawler/report/sample_visit.h"

namespace gfetch::report {
namespace {

using namespace std::chrono_literals;

Summary mixed_run() {
  Summary summary;
  const auto add = [&summary](const crawl::Visit& visit) {
    EXPECT_TRUE(summary.report(visit));
  };
  for (int i = 0; i < 3; ++i) add(test::sample_visit());
  crawl::Visit missing = test::sample_visit();
  missing.status_code = 404;
  missing.ok = false;
  missing.num_retries = 2;
  add(missing);
  add(test::failed_visit("http://dead.example/", ErrorKind::kConnectRefused,
                         "refused"));
  add(test::failed_visit("http://dead.example/2", ErrorKind::kConnectRefused,
                         "refused"));
  add(test::bad_line("http://"));
  add(test::skipped_visit("http://a/", "duplicate"));
  crawl::Visit unfinished;
  unfinished.url = "http://late.example/";
  add(unfinished);
  return summary;
}

TEST(Summary, AddsUp) {
  const Summary summary = mixed_run();
  EXPECT_EQ(summary.inputs(), 9u);
  EXPECT_EQ(summary.count(crawl::Outcome::kFetched), 4u);
  EXPECT_EQ(summary.count(crawl::Outcome::kFailed), 3u);
  EXPECT_EQ(summary.count(crawl::Outcome::kSkipped), 1u);
  EXPECT_EQ(summary.count(crawl::Outcome::kUnfinished), 1u);
  EXPECT_EQ(summary.not_ok(), 4u);
  EXPECT_EQ(summary.status_class(2), 3u);
  EXPECT_EQ(summary.status_class(4), 1u);
  EXPECT_EQ(summary.count(ErrorKind::kConnectRefused), 2u);
  EXPECT_EQ(summary.bytes(), 4u * 1256);
}

TEST(Summary, CountsHopsAndRetriesAsRequests) {
  // Four visits with one hop each, two retries and two refused connections were
  // sent. The bad line needed no request.
  EXPECT_EQ(mixed_run().requests(), 4u * 2 + 2 + 2);
}

TEST(Summary, PrintsForPeople) {
  EXPECT_EQ(summary_text(mixed_run(), 2s),
            "inputs 9 = 4 fetched + 3 failed + 1 skipped + 1 unfinished\n"
            "  status   2xx 3, 4xx 1\n"
            "  errors   bad_url 1, connect_refused 2\n"
            "  skipped  duplicate 1\n"
            "  bodies   4.9K, 2.5K on the wire\n"
            "  time     2.000s, 12 requests, 6.0 a second\n"
            "  retries  2\n"
            "                  p50       p90       p99       max\n"
            "  total        0.074s    0.074s    0.074s    0.074s\n"
            "  ttfb         0.034s    0.034s    0.034s    0.034s\n"
            "  slowest  example.org 0.074s, dead.example 0.004s\n"
            "  failing  dead.example 2, example.org 1\n");
}

TEST(Summary, TellsWhatTheRunHeldBack) {
  Summary summary;
  summary.add_run(1500, {{.host = "a.example", .times = 3, .lowest = 2},
                         {.host = "b\x1b.example", .times = 1, .lowest = 1}});
  const std::string text = summary_text(summary, 1s);
  EXPECT_NE(text.find("  retries  1500 not allowed by --retry-budget\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  eased    a.example to 2 at a time, b"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Summary, OfNothingIsShort) {
  EXPECT_EQ(summary_text(Summary(), 0s),
            "inputs 0 = 0 fetched + 0 failed + 0 skipped + 0 unfinished\n"
            "  time     0.000s, 0 requests\n");
}

TEST(Summary, ColoursOnlyWhenAsked) {
  EXPECT_EQ(summary_text(mixed_run(), 2s).find('\x1b'), std::string::npos);
  EXPECT_NE(
      summary_text(mixed_run(), 2s, Colour::kOn).find("\x1b[31m3 failed\x1b"),
      std::string::npos);
}

TEST(Summary, T01EscapesWhatATerminalWouldObey) {
  Summary summary;
  crawl::Visit visit = test::sample_visit();
  visit.url = "http://a\x1b[2J\x9b/";
  visit.ok = false;
  EXPECT_TRUE(summary.report(visit));
  EXPECT_EQ(summary_text(summary, 1s).find('\x1b'), std::string::npos);
}

TEST(Summary, KeepsItsNumbers) {
  const Summary summary = mixed_run();
  EXPECT_EQ(summary.inputs(), 9u);
  EXPECT_EQ(summary.count(crawl::Outcome::kFailed), 3u);
  EXPECT_EQ(summary.status_class(1), 0u);
  EXPECT_EQ(summary.status_class(2), 3u);
  EXPECT_EQ(summary.status_class(3), 0u);
  EXPECT_EQ(summary.status_class(4), 1u);
  EXPECT_EQ(summary.status_class(5), 0u);
  EXPECT_EQ(summary.count(ErrorKind::kConnectRefused), 2u);
  EXPECT_EQ(static_cast<double>(summary.requests()) / seconds(2s), 6.0);
  ASSERT_EQ(summary.failing_hosts().top(16).size(), 2u);
  EXPECT_EQ(summary.failing_hosts().top(16)[0].host, "dead.example");
  EXPECT_EQ(summary.failing_hosts().top(16)[0].count, 2u);
  EXPECT_EQ(summary.retries(), 2u);
  EXPECT_TRUE(summary.throttled().empty());
  EXPECT_NEAR(seconds(summary.total().quantile(0.5)), 0.074, 0.001);
}

TEST(Summary, MergedIsThatOfBoth) {
  Summary all = mixed_run();
  all.merge(mixed_run());
  EXPECT_EQ(all.inputs(), 18u);
  EXPECT_EQ(all.requests(), 24u);
  EXPECT_EQ(all.skip_reasons().at("duplicate"), 2u);
  EXPECT_EQ(all.failing_hosts().top(1)[0].count, 4u);
  EXPECT_EQ(all.total().count(), 12u);
}

}  // namespace
}  // namespace gfetch::report
