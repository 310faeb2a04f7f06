/// Measures the cost of extracting the links of a page. The page has 5 KB and
/// 60 links, like a page of a site with navigation, text and a footer.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "crawler/web/html/html_tokenizer.h"
#include "crawler/web/links/link_extractor.h"

namespace gfetch {
namespace {

constexpr std::size_t kPageSize = 5 * 1024;
constexpr int kLinks = 60;

std::string usual_page() {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<title>Page 17 &mdash; a site</title>\n"
      "<link rel=\"stylesheet\" href=\"/style.css\">\n"
      "<script src=\"/site.js\"></script>\n</head>\n<body>\n";
  for (int i = 0; i < kLinks - 2; ++i) {
    page += "<li><a href=\"/section/page-" + std::to_string(i * 37) +
            ".html\">Page number " + std::to_string(i) + "</a></li>\n";
  }
  const std::string text =
      "<p class=\"text\">Some words of text &amp; a few <em>more</em> that "
      "tell a story.</p>\n";
  while (page.size() + text.size() < kPageSize) page += text;
  return page + "</body></html>\n";
}

std::string style_sheet() {
  std::string sheet = "@import url(\"base.css\");\n";
  for (int i = 0; sheet.size() < 20 * 1024; ++i) {
    sheet += ".block-" + std::to_string(i) +
             " > a:hover { color: #aabbcc; margin: 0 1.5em; "
             "background: url(img/" +
             std::to_string(i) + ".png) no-repeat; }\n";
  }
  return sheet;
}

std::string sitemap() {
  std::string map = "<urlset>";
  for (int i = 0; i < 1000; ++i) {
    map += "<url><loc>http://site.test/page-" + std::to_string(i) +
           "</loc><lastmod>2026-01-02</lastmod></url>\n";
  }
  return map + "</urlset>";
}

void count_bytes(benchmark::State& state, const std::string& body) {
  state.SetBytesProcessed(static_cast<std::int64_t>(body.size()) *
                          static_cast<std::int64_t>(state.iterations()));
}

void bench_tokens(benchmark::State& state) {
  const std::string page = usual_page();
  for (auto _ : state) {
    web::HtmlSink sink;
    web::HtmlTokenizer tokenizer(sink);
    tokenizer.feed(page);
    tokenizer.finish();
  }
  count_bytes(state, page);
}
BENCHMARK(bench_tokens);

void bench_links(benchmark::State& state, const std::string& type,
                 const std::string& body) {
  const web::Url url = *web::parse_url("http://site.test/section/page-17.html");
  const std::vector<http::Header> headers = {{"Content-Type", type}};
  std::size_t links = 0;
  for (auto _ : state) {
    web::LinkExtractor extractor(url, headers);
    extractor.feed(body);
    web::PageFindings findings = extractor.finish();
    links = findings.links.size();
    benchmark::DoNotOptimize(findings);
  }
  state.counters["links"] = static_cast<double>(links);
  count_bytes(state, body);
}
BENCHMARK_CAPTURE(bench_links, page, "text/html", usual_page());
BENCHMARK_CAPTURE(bench_links, style, "text/css", style_sheet());
BENCHMARK_CAPTURE(bench_links, sitemap, "text/xml", sitemap());
BENCHMARK_CAPTURE(bench_links, text_of_5_MB, "text/html",
                  std::string(5'000'000, 'x'));

}  // namespace
}  // namespace gfetch

BENCHMARK_MAIN();
