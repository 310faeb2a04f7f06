#pragma once
/// Sample visits for the tests of records and reports.

#include <chrono>
#include <string>
#include <utility>

#include "gfetch/crawl/visit.h"

namespace gfetch::test {

/// Returns the visit of the example record in the documentation.
inline crawl::Visit sample_visit() {
  using namespace std::chrono_literals;
  crawl::Visit visit;
  visit.url = "https://example.org/a";
  visit.final_url = "https://example.org/b";
  visit.id = "7";
  visit.input = "urls.txt:12";
  visit.method = "GET";
  visit.outcome = crawl::Outcome::kFetched;
  visit.ok = true;
  visit.status_code = 200;
  visit.http_version = http::HttpVersion::k2;
  visit.remote_ip = "93.184.216.34";
  visit.remote_port = 443;
  visit.local_ip = "192.0.2.7";
  visit.local_port = 40001;
  visit.header_bytes = 210;
  visit.request_bytes = 95;
  visit.uploaded_bytes = 37;
  visit.headers = {{"content-type", "text/html; charset=utf-8"},
                   {"Server", "nginx"}};
  visit.content_length = 1256;
  visit.num_connects = 2;
  visit.redirecting = 30ms;
  visit.bytes = 1256;
  visit.wire_bytes = 648;
  visit.redirects = {{"https://example.org/a", 301}};
  visit.timestamp = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) +
                    3h + 4min + 5s + 678ms;
  visit.timing = {1ms, 4ms, 12ms, 21ms, 34ms, 2ms, 74ms};
  return visit;
}

/// Returns the visit of a bad input line, for which no request was sent.
inline crawl::Visit bad_line(std::string text) {
  crawl::Visit visit;
  visit.url = std::move(text);
  visit.input = "urls.txt:3";
  visit.outcome = crawl::Outcome::kFailed;
  visit.error = Error{ErrorKind::kBadUrl, "the host is empty"};
  return visit;
}

/// Returns a failed visit, whose host did not respond.
inline crawl::Visit failed_visit(std::string url, ErrorKind kind,
                                 std::string message) {
  using namespace std::chrono_literals;
  crawl::Visit visit;
  visit.url = std::move(url);
  visit.final_url = visit.url;
  visit.input = "argv:1";
  visit.method = "GET";
  visit.outcome = crawl::Outcome::kFailed;
  visit.error = Error{kind, std::move(message)};
  visit.timing.total = 4ms;
  return visit;
}

/// Returns the visit of a skipped URL.
inline crawl::Visit skipped_visit(std::string url, std::string reason) {
  crawl::Visit visit;
  visit.url = std::move(url);
  visit.input = "argv:2";
  visit.outcome = crawl::Outcome::kSkipped;
  visit.reason = std::move(reason);
  return visit;
}

}  // namespace gfetch::test
