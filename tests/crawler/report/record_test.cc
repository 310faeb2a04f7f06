#include "crawler/report/record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tests/crawler/report/sample_visit.h"

namespace gfetch::report {
namespace {

using nlohmann::json;

std::string record_of(const crawl::Visit& visit, std::string_view fields = {}) {
  std::string out;
  const FieldList list =
      fields.empty() ? every_field() : parse_fields(fields).value();
  RecordWriter(list).append(out, visit);
  return out;
}

TEST(Record, IsWhatTheContractSays) {
  EXPECT_EQ(
      record_of(test::sample_visit()),
      R"({"url":"https://example.org/a","final_url":"https://example.org/b",)"
      R"("id":"7","input":"urls.txt:12","parent":null,"depth":0,)"
      R"("method":"GET","status_code":200,"ok":true,"outcome":"fetched",)"
      R"("http_version":"2","remote_ip":"93.184.216.34","remote_port":443,)"
      R"("content_type":"text/html; charset=utf-8","content_length":1256,)"
      R"("bytes":1256,"wire_bytes":648,)"
      R"("redirects":[{"url":"https://example.org/a","status_code":301}],)"
      R"("num_redirects":1,"num_retries":0,)"
      R"("timestamp":"2026-01-02T03:04:05.678Z",)"
      R"("timing":{"queue":0.001,"dns":0.004,"connect":0.012,"tls":0.021,)"
      R"("ttfb":0.034,"download":0.002,"total":0.074}})");
}

TEST(Record, OfAFailureSaysWhy) {
  const json record = json::parse(record_of(test::failed_visit(
      "https://no.example/", ErrorKind::kDnsNxdomain, "no such host")));
  EXPECT_EQ(record["ok"], false);
  EXPECT_EQ(record["outcome"], "failed");
  EXPECT_EQ(record["error_kind"], "dns_nxdomain");
  EXPECT_EQ(record["error"], "no such host");
  EXPECT_EQ(record["timing"], (json{{"total", 0.004}}));
}

TEST(Record, LeavesOutWhatIsAbsent) {
  EXPECT_EQ(record_of(test::bad_line("http://")),
            R"({"url":"http://","input":"urls.txt:3","parent":null,"depth":0,)"
            R"("ok":false,"outcome":"failed","error_kind":"bad_url",)"
            R"("error":"the host is empty","num_redirects":0,)"
            R"("num_retries":0})");
}

TEST(Record, OfASkipGivesTheReason) {
  const json record =
      json::parse(record_of(test::skipped_visit("http://a/", "duplicate")));
  EXPECT_EQ(record["outcome"], "skipped");
  EXPECT_EQ(record["reason"], "duplicate");
  EXPECT_FALSE(record.contains("timing"));
  EXPECT_FALSE(record.contains("bytes"));
}

TEST(Record, KeepsTheChosenFieldsInTheirOrder) {
  EXPECT_EQ(record_of(test::sample_visit(), "status_code,timing.total,url"),
            R"({"status_code":200,"timing":{"total":0.074},)"
            R"("url":"https://example.org/a"})");
}

TEST(Record, HoldsAnObjectTogether) {
  EXPECT_EQ(record_of(test::sample_visit(), "timing.total,url,timing.dns"),
            R"({"timing":{"total":0.074,"dns":0.004},)"
            R"("url":"https://example.org/a"})");
}

TEST(Record, WithoutAnyPresentFieldIsAnEmptyObject) {
  EXPECT_EQ(record_of(test::bad_line("x"), "timing,status_code"), "{}");
}

TEST(Record, IsValidJsonWhateverBytesItHolds) {
  std::string every_byte;
  for (int value = 0; value < 256; ++value) {
    every_byte.push_back(static_cast<char>(value));
  }
  crawl::Visit visit = test::sample_visit();
  for (std::string* field :
       {&visit.url, &visit.final_url, &visit.id, &visit.input, &visit.parent,
        &visit.method, &visit.remote_ip, &visit.redirects[0].url,
        &visit.headers[0].value}) {
    *field = every_byte;
  }
  visit.error = Error{ErrorKind::kOther, every_byte};
  const std::string record = record_of(visit);
  EXPECT_TRUE(json::accept(record)) << record;
  for (const char letter : record) {
    EXPECT_GE(static_cast<unsigned char>(letter), 0x20);
  }
}

TEST(Record, HasNoDoubleKeys) {
  int keys = 0;
  const auto count = [&keys](int, json::parse_event_t event, json&) {
    keys += event == json::parse_event_t::key;
    return true;
  };
  const json record = json::parse(record_of(test::sample_visit()), count);
  // The objects `redirects` and `timing` contain 2 and 7 further keys.
  EXPECT_EQ(record.size() + 9, static_cast<std::size_t>(keys));
}

}  // namespace
}  // namespace gfetch::report
