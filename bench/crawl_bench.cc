/// Measures the cost of adding a link to a crawl and of matching a robots.txt.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crawl/scope/page_family.h"
#include "crawl/scope/scope.h"
#include "crawl/scope/traps.h"
#include "crawl/seen/seen_key.h"
#include "gfetch/web/url.h"
#include "web/robots/robots.h"

namespace gfetch {
namespace {

web::Url page() {
  return web::parse_url(
             "https://docs.example.org/manual/part2/chapter7.html?v=3")
      .value();
}

void resolve(benchmark::State& state, const char* link) {
  const web::Url base = page();
  for (auto _ : state) benchmark::DoNotOptimize(parse_url(link, &base));
}
BENCHMARK_CAPTURE(resolve, sibling, "chapter8.html");
BENCHMARK_CAPTURE(resolve, above, "../part3/chapter1.html");
BENCHMARK_CAPTURE(resolve, from_the_root, "/manual/index.html?lang=en");
BENCHMARK_CAPTURE(resolve, fragment, "#section-7-2");
BENCHMARK_CAPTURE(resolve, absolute,
                  "https://docs.example.org/manual/part3/chapter1.html");
BENCHMARK_CAPTURE(resolve, another_host,
                  "https://www.example.com/a/b/c?d=e&f=g#h");
BENCHMARK_CAPTURE(resolve, escaped, "Kapitel 8 \xC3\xBC.html?q=a b");
BENCHMARK_CAPTURE(resolve, mail, "mailto:ann@example.org");

void key(benchmark::State& state, const char* link,
         crawl::SeenKeyOptions options) {
  const web::Url url = web::parse_url(link).value();
  for (auto _ : state) benchmark::DoNotOptimize(seen_key(url, options));
}
BENCHMARK_CAPTURE(key, plain, "https://docs.example.org/manual/part3/1.html",
                  {});
BENCHMARK_CAPTURE(key, all_rules,
                  "https://docs.example.org/a;jsessionid=1?utm_source=a&b=1",
                  {.ignore_session_ids = true, .ignore_tracking = true});

/// Inserts a million new keys into a SeenSet, and then the same keys again.
void seen(benchmark::State& state) {
  constexpr std::size_t kMost = 1'000'000;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < kMost; ++i) {
    keys.push_back("https://docs.example.org/manual/" + std::to_string(i));
  }
  crawl::SeenSet set;
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(set.insert(keys[next]));
    next = (next + 1) % kMost;
  }
  state.counters["bytes_each"] =
      static_cast<double>(set.bytes()) / static_cast<double>(set.size());
}
BENCHMARK(seen);

void judge_scope(benchmark::State& state, crawl::ScopeRange range) {
  crawl::CrawlRules rules;
  rules.scope = range;
  crawl::Scope scope = crawl::Scope::create(rules).value();
  scope.add_seed(page());
  const web::Url url = page();
  for (auto _ : state) {
    benchmark::DoNotOptimize(scope.refuse(url, 1, web::LinkKind::kPage));
  }
}
BENCHMARK_CAPTURE(judge_scope, prefix, crawl::ScopeRange::kPrefix);
BENCHMARK_CAPTURE(judge_scope, host, crawl::ScopeRange::kHost);
BENCHMARK_CAPTURE(judge_scope, domain, crawl::ScopeRange::kDomain);

void look_for_traps(benchmark::State& state) {
  const web::Url url = page();
  for (auto _ : state) benchmark::DoNotOptimize(crawl::trap_in(url));
}
BENCHMARK(look_for_traps);

void look_for_chains(benchmark::State& state) {
  const crawl::PageFamily family(page(), 1);
  const web::Url url = page();
  for (auto _ : state) benchmark::DoNotOptimize(family.chain_to(url));
}
BENCHMARK(look_for_chains);

std::string usual_robots() {
  std::string text = "User-agent: *\n";
  for (int i = 0; i < 50; ++i) {
    text += "Disallow: /folder" + std::to_string(i) + "/*.php$\n";
  }
  return text + "Sitemap: https://docs.example.org/sitemap.xml\n";
}

/// Returns robots.txt rules whose patterns match only at their ends, for a URL
/// of 8 KB.
std::string hostile_robots() {
  std::string text = "User-agent: *\n";
  for (int i = 0; i < 10'000; ++i) text += "Disallow: /*a*a*a*a*a*a*a*a*a*b\n";
  return text;
}

void parse_robots(benchmark::State& state, const std::string& text) {
  for (auto _ : state) benchmark::DoNotOptimize(web::RobotsRules::parse(text));
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(parse_robots, usual, usual_robots());
BENCHMARK_CAPTURE(parse_robots, hostile, hostile_robots());

void judge_robots(benchmark::State& state, const std::string& text,
                  const std::string& path) {
  const web::RobotsRules rules = web::RobotsRules::parse(text);
  for (auto _ : state) benchmark::DoNotOptimize(rules.allows(path));
}
BENCHMARK_CAPTURE(judge_robots, usual, usual_robots(),
                  "/manual/part2/chapter7.html?v=3");
BENCHMARK_CAPTURE(judge_robots, hostile, hostile_robots(),
                  "/" + std::string(8000, 'a'));

}  // namespace
}  // namespace gfetch

BENCHMARK_MAIN();
