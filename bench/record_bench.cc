/// Measures the cost of formatting a record: each format writes one visit to a
/// buffer.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <string>

#include "gfetch/report/format.h"
#include "gfetch/report/summary.h"
#include "tests/crawler/report/sample_visit.h"

namespace gfetch {
namespace {

/// Returns a visit with a reused connection and without redirects.
crawl::Visit plain_visit() {
  crawl::Visit visit = test::sample_visit();
  visit.redirects.clear();
  visit.timing.dns.reset();
  visit.timing.connect.reset();
  visit.timing.tls.reset();
  return visit;
}

void write_records(benchmark::State& state, report::RecordFormat& format,
                   const crawl::Visit& visit) {
  std::string out;
  std::size_t bytes = 0;
  for (auto _ : state) {
    format.record(out, visit);
    benchmark::DoNotOptimize(out.data());
    if (out.size() >= 65536) {
      bytes += out.size();
      out.clear();
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes + out.size()));
}

void bench_format(benchmark::State& state, report::Format format,
                  const crawl::Visit& visit) {
  write_records(
      state, *make_format(format, report::every_field(), report::Colour::kOff),
      visit);
}

BENCHMARK_CAPTURE(bench_format, text, report::Format::kText, plain_visit());
BENCHMARK_CAPTURE(bench_format, jsonl, report::Format::kJsonl, plain_visit());
BENCHMARK_CAPTURE(bench_format, jsonl_full, report::Format::kJsonl,
                  test::sample_visit());
BENCHMARK_CAPTURE(bench_format, csv, report::Format::kCsv, plain_visit());
BENCHMARK_CAPTURE(bench_format, tsv, report::Format::kTsv, plain_visit());

void bench_write_out(benchmark::State& state) {
  const auto format = write_out_format(
      report::WriteOut::parse("%{http_code} %{time_total} %{url}\\n").value());
  write_records(state, *format, plain_visit());
}
BENCHMARK(bench_write_out);

void bench_summary(benchmark::State& state) {
  auto summary = std::make_unique<report::Summary>();
  const crawl::Visit visit = plain_visit();
  for (auto _ : state) benchmark::DoNotOptimize(summary->report(visit));
}
BENCHMARK(bench_summary);

}  // namespace
}  // namespace gfetch

BENCHMARK_MAIN();
