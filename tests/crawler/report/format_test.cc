#include "gfetch/report/format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/crawler/report/sample_visit.h"

namespace gfetch::report {
namespace {

using nlohmann::json;

std::string print(RecordFormat& format,
                  const std::vector<crawl::Visit>& visits) {
  std::string out;
  format.begin(out);
  for (const crawl::Visit& visit : visits) format.record(out, visit);
  format.end(out);
  return out;
}

std::string print(Format format, std::string_view fields,
                  const std::vector<crawl::Visit>& visits) {
  const auto made =
      make_format(format, parse_fields(fields).value(), Colour::kOff);
  return print(*made, visits);
}

std::string text_line(const crawl::Visit& visit, Colour colour = Colour::kOff) {
  return print(*text_format(colour), {visit});
}

TEST(FormatNames, AreInTheOrderOfFormat) {
  EXPECT_EQ(format_names()[static_cast<std::size_t>(Format::kTsv)], "tsv");
  EXPECT_EQ(format_names()[static_cast<std::size_t>(Format::kText)], "text");
}

TEST(Text, IsWhatTheContractSays) {
  EXPECT_EQ(text_line(test::sample_visit()),
            "200 https://example.org/a 0.074s 1.2K\n");
}

TEST(Text, NamesTheKindOfAFailure) {
  EXPECT_EQ(text_line(test::failed_visit("https://no.example/",
                                         ErrorKind::kDnsNxdomain, "none")),
            "dns_nxdomain https://no.example/ 0.004s -\n");
}

TEST(Text, NamesTheKindOfAFailureInTheMiddleOfABody) {
  crawl::Visit visit = test::sample_visit();
  visit.outcome = crawl::Outcome::kFailed;
  visit.error = Error{ErrorKind::kTruncated, "cut"};
  EXPECT_EQ(text_line(visit), "truncated https://example.org/a 0.074s 1.2K\n");
}

TEST(Text, TellsTheStatusOfAnHttpError) {
  crawl::Visit visit = test::sample_visit();
  visit.status_code = 404;
  visit.ok = false;
  EXPECT_EQ(text_line(visit), "404 https://example.org/a 0.074s 1.2K\n");
  visit.outcome = crawl::Outcome::kFailed;
  visit.error = Error{ErrorKind::kHttpStatus, "404 Not Found"};
  EXPECT_EQ(text_line(visit), "404 https://example.org/a 0.074s 1.2K\n");
}

TEST(Text, HasADashForWhatThereWasNot) {
  EXPECT_EQ(text_line(test::bad_line("http://")), "bad_url http:// - -\n");
  EXPECT_EQ(text_line(test::skipped_visit("http://a/", "duplicate")),
            "duplicate http://a/ - -\n");
  crawl::Visit unfinished;
  unfinished.url = "http://a/";
  EXPECT_EQ(text_line(unfinished), "unfinished http://a/ - -\n");
}

// T01: no text of a server puts a control character on the terminal.
TEST(Text, T01EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(text_line(test::bad_line("\x1b]0;x\x07\x9b\xe2\x80\xae\n")),
            "bad_url \\u001b]0;x\\u0007\xef\xbf\xbd\\u202e\\u000a - -\n");
}

TEST(Text, ColoursTheStatusOnly) {
  EXPECT_EQ(text_line(test::sample_visit(), Colour::kOn),
            "\x1b[32m200\x1b[0m https://example.org/a 0.074s 1.2K\n");
  EXPECT_TRUE(text_line(test::bad_line("x"), Colour::kOn)
                  .starts_with("\x1b[31mbad_url\x1b[0m "));
}

TEST(Jsonl, IsOneObjectALine) {
  EXPECT_EQ(print(Format::kJsonl, "status_code,url",
                  {test::sample_visit(), test::sample_visit()}),
            "{\"status_code\":200,\"url\":\"https://example.org/a\"}\n"
            "{\"status_code\":200,\"url\":\"https://example.org/a\"}\n");
}

TEST(Json, IsAnArrayOfAnyNumber) {
  EXPECT_EQ(print(Format::kJson, "ok", {}), "[]\n");
  EXPECT_EQ(print(Format::kJson, "ok", {test::sample_visit()}),
            "[\n{\"ok\":true}\n]\n");
  EXPECT_EQ(
      print(Format::kJson, "ok", {test::sample_visit(), test::bad_line("x")}),
      "[\n{\"ok\":true},\n{\"ok\":false}\n]\n");
}

TEST(Json, HoldsTheRecordsThatJsonlHolds) {
  const std::vector<crawl::Visit> visits = {test::sample_visit(),
                                            test::bad_line("\xff\x1b\"")};
  const std::string fields = "url,status_code,error,timing";
  const json array = json::parse(print(Format::kJson, fields, visits));
  ASSERT_EQ(array.size(), 2u);
  EXPECT_EQ(array[1], json::parse(print(Format::kJsonl, fields, {visits[1]})));
}

TEST(Csv, HasAHeaderAndReturns) {
  EXPECT_EQ(print(Format::kCsv, "url,ok,timing.total", {}),
            "url,ok,timing.total\r\n");
  EXPECT_EQ(print(Format::kCsv, "url,status_code,timing.total,error_kind",
                  {test::sample_visit()}),
            "url,status_code,timing.total,error_kind\r\n"
            "https://example.org/a,200,0.074,\r\n");
}

std::string csv_cell(const std::string& url) {
  const std::string table = print(Format::kCsv, "url", {test::bad_line(url)});
  // The text between `url\r\n` and the last `\r\n`.
  return table.substr(5, table.size() - 7);
}

TEST(Csv, X13_QuotesWhatWouldBreakACell) {
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell("a;=1+1"), "\"a;=1+1\"");
  EXPECT_EQ(csv_cell(" a"), "\" a\"");
  EXPECT_EQ(csv_cell("a b"), "a b");
  EXPECT_EQ(csv_cell("a\r\nb"), "a\\u000d\\u000ab");
}

TEST(Csv, DisarmsWhatASpreadsheetWouldEvaluate) {
  EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
  EXPECT_EQ(csv_cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(csv_cell("-1,+2"), "\"'-1,+2\"");
  EXPECT_EQ(csv_cell("+1"), "'+1");
  EXPECT_EQ(csv_cell("a=1"), "a=1");
  EXPECT_EQ(csv_cell("\uFF1D1+1"), "'\uFF1D1+1");
  EXPECT_EQ(csv_cell("\uFF20SUM(A1)"), "'\uFF20SUM(A1)");
  EXPECT_EQ(csv_cell("  =1+1"), "'  =1+1");
  EXPECT_EQ(csv_cell("  a"), "\"  a\"");
}

TEST(Csv, HoldsAListAsItsJson) {
  EXPECT_EQ(print(Format::kCsv, "redirects", {test::sample_visit()}),
            "redirects\r\n\"[{\"\"url\"\":\"\"https://example.org/a\"\","
            "\"\"status_code\"\":301}]\"\r\n");
}

TEST(Tsv, HasAHeaderAndTabs) {
  EXPECT_EQ(
      print(Format::kTsv, "url,status_code,parent,ok", {test::sample_visit()}),
      "url\tstatus_code\tparent\tok\n"
      "https://example.org/a\t200\t\ttrue\n");
}

TEST(Tsv, DisarmsWhatASpreadsheetWouldMisread) {
  EXPECT_EQ(print(Format::kTsv, "url", {test::bad_line("=1+1")}),
            "url\n'=1+1\n");
  EXPECT_EQ(print(Format::kTsv, "url", {test::bad_line("\"a")}), "url\n'\"a\n");
}

TEST(Tsv, EscapesSoThatItCanBeUndone) {
  EXPECT_EQ(print(Format::kTsv, "url", {test::bad_line("a\tb\nc\\d\x1b")}),
            "url\na\\tb\\nc\\\\d\\u001b\n");
}

// In every format except json, a record is one line.
TEST(Formats, KeepARecordInOneLine) {
  const crawl::Visit visit = test::bad_line("a\nb\r\nc\x85\xe2\x80\xa8");
  const std::string fields = "url,error";
  for (const Format format : {Format::kCsv, Format::kTsv, Format::kJsonl}) {
    const std::string none = print(format, fields, {});
    const std::string one = print(format, fields, {visit});
    EXPECT_EQ(std::count(one.begin(), one.end(), '\n'),
              std::count(none.begin(), none.end(), '\n') + 1);
  }
}

// The URLs of a visit have no passwords, and no format adds one from another
// field.
TEST(Formats, PrintNoPassword) {
  crawl::Visit visit = test::sample_visit();
  visit.url = "https://user:***@example.org/a";
  visit.headers.push_back({"Set-Cookie", "session=hunter2"});
  visit.headers.push_back({"Authorization", "Basic hunter2"});
  for (std::size_t i = 0; i < format_names().size(); ++i) {
    const auto format =
        make_format(static_cast<Format>(i), every_field(), Colour::kOff);
    const std::string out = print(*format, {visit});
    EXPECT_EQ(out.find("hunter2"), std::string::npos) << format_names()[i];
    EXPECT_NE(out.find("user:***@"), std::string::npos) << format_names()[i];
  }
}

}  // namespace
}  // namespace gfetch::report
