#include "gfetch/report/write_out.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "gfetch/report/format.h"
#include "tests/crawler/report/sample_visit.h"

namespace gfetch::report {
namespace {

std::string written(std::string_view text, const crawl::Visit& visit) {
  std::string out;
  WriteOut::parse(text).value().append(out, visit);
  return out;
}

struct Case {
  const char* name;
  std::string_view text;
  std::string_view expected;
};

const Case kCases[] = {
    {"Nothing", "", ""},
    {"Literal", "plain text", "plain text"},
    {"Percent", "100%% sure", "100% sure"},
    {"LonePercent", "100% sure %", "100% sure %"},
    {"Escapes", R"(a\tb\r\n)", "a\tb\r\n"},
    {"UnknownEscape", R"(a\qb\\c\)", R"(a\qb\\c\)"},
    {"Code", "%{http_code}", "200"},
    {"ResponseCode", "%{response_code}", "200"},
    {"Url", "%{url}", "https://example.org/a"},
    {"UrlEffective", "%{url_effective}", "https://example.org/b"},
    {"Method", "%{method}", "GET"},
    {"Scheme", "%{scheme}", "https"},
    {"Version", "%{http_version}", "2"},
    {"Ip", "%{remote_ip}:%{remote_port}", "93.184.216.34:443"},
    {"LocalEnd", "%{local_ip}:%{local_port}", "192.0.2.7:40001"},
    {"Sizes", "%{size_header} %{size_request} %{size_upload}", "210 95 37"},
    {"SpeedUpload", "%{speed_upload}", "500"},
    {"Verified", "%{ssl_verify_result}", "0"},
    {"ContentType", "%{content_type}", "text/html; charset=utf-8"},
    {"Size", "%{size_download}", "648"},
    {"Speed", "%{speed_download}", "8756"},
    {"Redirects", "%{num_redirects}", "1"},
    {"Headers", "%{num_headers}", "2"},
    {"Error", "%{errormsg}%{exitcode}", "0"},
    {"TimeQueue", "%{time_queue}", "0.001000"},
    {"TimeLookup", "%{time_namelookup}", "0.005000"},
    {"TimeConnect", "%{time_connect}", "0.017000"},
    {"TimeAppConnect", "%{time_appconnect}", "0.038000"},
    {"TimePreTransfer", "%{time_pretransfer}", "0.038000"},
    {"TimeStartTransfer", "%{time_starttransfer}", "0.072000"},
    {"TimeTotal", "%{time_total}", "0.074000"},
    {"OwnField", "%{timing.ttfb} %{outcome}", "0.034 fetched"},
    {"Header", "%header{server}|%header{X-None}|", "nginx||"},
    {"NumConnects", "%{num_connects}", "2"},
    {"TimeRedirect", "%{time_redirect}", "0.030000"},
    {"HeaderJson", "%{header_json}",
     R"({"content-type":["text/html; charset=utf-8"],"server":["nginx"]})"},
    {"OnError", "a%{onerror}b", "a"},
    {"Mixed", R"(%{http_code} %{url}\n)", "200 https://example.org/a\n"},
};

class WriteOutTable : public testing::TestWithParam<Case> {};

TEST_P(WriteOutTable, GivesExpected) {
  EXPECT_EQ(written(GetParam().text, test::sample_visit()),
            GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, WriteOutTable, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

TEST(WriteOut, OfAFailureIsAsCurlPrintsIt) {
  const crawl::Visit visit = test::failed_visit(
      "https://no.example/", ErrorKind::kDnsNxdomain, "no such host");
  EXPECT_EQ(written("%{http_code} %{exitcode} %{errormsg} %{time_connect} "
                    "%{time_starttransfer} %{url_effective}",
                    visit),
            "000 6 no such host 0.000000 0.000000 https://no.example/");
}

TEST(WriteOut, WithoutTlsHasNoAppConnect) {
  crawl::Visit visit = test::sample_visit();
  visit.timing.tls.reset();
  EXPECT_EQ(written("%{time_appconnect}", visit), "0.000000");
}

TEST(WriteOut, TellsWhereARedirectNotFollowedLeads) {
  crawl::Visit visit = test::sample_visit();
  visit.headers.push_back({"location", "/c\x1b!"});
  EXPECT_EQ(written("%{redirect_url}", visit), "");
  visit.status_code = 302;
  EXPECT_EQ(written("%{redirect_url}", visit), "https://example.org/c%1B!");
  visit.headers = {{"Location", "http://[\x1b"}};
  EXPECT_EQ(written("%{redirect_url}", visit), "http://[\\u001b");
  visit.headers = {{"Location", "//u:secret@h/"}};
  EXPECT_EQ(written("%{redirect_url}", visit), "https://u:***@h/");
}

TEST(WriteOut, SaysWhatIsWrongWithACertificate) {
  crawl::Visit visit = test::failed_visit("https://no.example/",
                                          ErrorKind::kTlsExpired, "expired");
  EXPECT_EQ(written("%{ssl_verify_result}", visit), "10");
  visit.error->kind = ErrorKind::kReset;
  EXPECT_EQ(written("%{ssl_verify_result}", visit), "0");
  visit = test::sample_visit();
  visit.tls_verify_result = 18;
  EXPECT_EQ(written("%{ssl_verify_result}", visit), "18") << "by --insecure";
}

TEST(WriteOut, TakesUrlsApartAsCurlDoes) {
  crawl::Visit visit = test::sample_visit();
  visit.url = "http://user:***@a.example:8080/b/c?d=e&f#g";
  visit.final_url = "https://b.example/?x";
  EXPECT_EQ(written("%{url.scheme}|%{urle.scheme}|%{scheme}", visit),
            "http|https|https");
  EXPECT_EQ(written("%{url.host}|%{url.port}|%{url.path}|%{url.query}|"
                    "%{url.fragment}",
                    visit),
            "a.example|8080|/b/c|d=e&f|g");
  EXPECT_EQ(
      written("%{urle.host}|%{urle.port}|%{urle.path}|%{urle.query}", visit),
      "b.example|443|/|x");
  visit.url = "http://[bad/";
  EXPECT_EQ(written("%{url.host}|%{url.port}", visit), "|");
}

TEST(WriteOut, NamesTheFileOfASavedBody) {
  crawl::Visit visit = test::sample_visit();
  visit.file = "out/a\x1b.pdf";
  EXPECT_EQ(written("%{filename_effective}", visit), "out/a\\u001b.pdf");
}

TEST(WriteOut, HeadersOfOneNameAreOneListOfJson) {
  crawl::Visit visit = test::sample_visit();
  visit.headers = {{"A", "1"}, {"b", "\x1b\""}, {"a", "2"}};
  EXPECT_EQ(written("%{header_json}", visit),
            R"({"a":["1","2"],"b":["\u001b\""]})");
}

TEST(WriteOut, WhatStandsAfterOnErrorIsForFailures) {
  const crawl::Visit visit =
      test::failed_visit("https://no.example/", ErrorKind::kReset, "reset");
  EXPECT_EQ(written("a%{onerror}b", visit), "ab");
}

TEST(WriteOut, PrintsTheWholeRecord) {
  const auto record =
      nlohmann::json::parse(written("%{json}", test::sample_visit()));
  EXPECT_EQ(record["status_code"], 200);
  EXPECT_EQ(record["timing"]["total"], 0.074);
}

TEST(WriteOut, T01LetsNoControlOfTheServerThrough) {
  crawl::Visit visit = test::sample_visit();
  visit.headers = {{"Content-Type", "a\x1b[2J\xc2\x9b\n"}};
  EXPECT_EQ(written("%{content_type}|%header{content-type}", visit),
            "a\\u001b[2J\\u009b\\u000a|a\\u001b[2J\\u009b\\u000a");
}

TEST(WriteOut, RefusesWhatNobodyKnows) {
  EXPECT_EQ(WriteOut::parse("%{htp_code}").error().message,
            "unknown variable \"htp_code\" (did you mean \"http_code\"?)");
  EXPECT_EQ(WriteOut::parse("%{urlnum}").error().message,
            "curl's variable \"urlnum\" is none of gfetch's");
  EXPECT_EQ(WriteOut::parse("a %{url").error().message, "no } after %{url");
  EXPECT_FALSE(WriteOut::parse("%{}"));
  EXPECT_FALSE(WriteOut::parse("%header{x"));
}

TEST(WriteOut, VariablesDoNotHideFields) {
  std::set<std::string_view> names;
  for (const auto& variable : write_out_variables()) {
    EXPECT_TRUE(names.insert(variable.name).second) << variable.name;
    EXPECT_TRUE(variable.doc.ends_with('.')) << variable.name;
  }
  for (const auto& field : all_fields()) {
    EXPECT_FALSE(names.contains(field.name)) << field.name;
  }
}

TEST(WriteOutFormat, AddsNoNewlineOfItsOwn) {
  const auto format = write_out_format(WriteOut::parse("%{url},").value());
  std::string out;
  format->begin(out);
  format->record(out, test::sample_visit());
  format->record(out, test::sample_visit());
  format->end(out);
  EXPECT_EQ(out, "https://example.org/a,https://example.org/a,");
}

}  // namespace
}  // namespace gfetch::report
