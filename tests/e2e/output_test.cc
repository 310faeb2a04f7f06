// Tests of the output: the five formats, fields, templates, the summary.
#include <signal.h>

#include <algorithm>

#include "tests/e2e/e2e.h"
#include "tests/support/dead_host.h"
#include "tests/support/pattern.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

class Output : public testing::Test {
 protected:
  Output() {
    server_.on("/page", replies(200, "<title>Hello</title>",
                                {{"Content-Type", "text/html"}}));
    server_.on("/gone", replies(404, "no"));
    server_.on("/old", redirects("/page", 301));
  }
  TestServer server_;
  TempDir dir_;
};

TEST_F(Output, TextIsALineForEachUrl) {
  const Finished finished = gfetch({"-q", server_.url("/page")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  const std::string pattern =
      "^200 http://127\\.0\\.0\\.1:[0-9]+/page [0-9.]+s 20B?\n$";
  EXPECT_TRUE(matches(finished.out, pattern)) << finished;
}

TEST_F(Output, TextNamesTheErrorInPlaceOfTheStatus) {
  server_.on("/cut", hangs_up());
  const Finished finished =
      gfetch({"-q", "--format", "text", server_.url("/cut")});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_TRUE(finished.out.starts_with("empty_reply http://")) << finished;
}

TEST_F(Output, JsonlHoldsWhatTheContractSays) {
  const Json record = only_record(fetch({server_.url("/old")}));
  EXPECT_EQ(record["url"].text(), server_.url("/old"));
  EXPECT_EQ(record["final_url"].text(), server_.url("/page"));
  EXPECT_EQ(record["method"].text(), "GET");
  EXPECT_EQ(record["depth"].number(), 0);
  EXPECT_EQ(record["status_code"].number(), 200);
  EXPECT_TRUE(record["ok"].truth());
  EXPECT_EQ(record["outcome"].text(), "fetched");
  EXPECT_EQ(record["http_version"].text(), "1.1");
  EXPECT_EQ(record["remote_ip"].text(), "127.0.0.1");
  EXPECT_EQ(record["remote_port"].number(), server_.port());
  EXPECT_EQ(record["content_type"].text(), "text/html");
  EXPECT_EQ(record["content_length"].number(), 20);
  EXPECT_EQ(record["bytes"].number(), 20);
  EXPECT_EQ(record["wire_bytes"].number(), 20);
  EXPECT_EQ(record["num_redirects"].number(), 1);
  EXPECT_EQ(record["redirects"][0]["url"].text(), server_.url("/old"));
  EXPECT_EQ(record["redirects"][0]["status_code"].number(), 301);
  EXPECT_EQ(record["num_retries"].number(), 0);
  EXPECT_TRUE(matches(record["timestamp"].text(),
                      "^20[0-9-]{8}T[0-9:]{8}\\.[0-9]{3}Z$"))
      << record;
  EXPECT_TRUE(record["timing"]["total"].is_number()) << record;
  EXPECT_TRUE(record["timing"]["ttfb"].is_number()) << record;
  EXPECT_FALSE(record["error_kind"].exists()) << record;
}

TEST_F(Output, AFailureHasAKindAndASentence) {
  server_.on("/cut", hangs_up());
  const Json record = only_record(fetch({server_.url("/cut")}));
  EXPECT_FALSE(record["ok"].truth());
  EXPECT_EQ(record["outcome"].text(), "failed");
  EXPECT_EQ(record["error_kind"].text(), "empty_reply");
  EXPECT_GT(record["error"].text().size(), 5U);
  EXPECT_FALSE(record["status_code"].exists()) << record;
}

TEST_F(Output, AnHttpStatusBeyondAcceptIsAFailure) {
  const Finished finished = fetch({server_.url("/gone")});
  EXPECT_EQ(finished.exit_code, 1);
  const Json record = only_record(finished);
  EXPECT_EQ(record["status_code"].number(), 404);
  EXPECT_FALSE(record["ok"].truth());
}

TEST_F(Output, JsonIsOneArray) {
  const Finished finished =
      gfetch({"-q", "-f", "json", server_.url("/page"), server_.url("/gone")});
  const auto array = Json::parse(finished.out);
  ASSERT_TRUE(array && array->is_array()) << finished;
  EXPECT_EQ(array->size(), 2U);
}

TEST_F(Output, JsonOfNothingIsAnEmptyArray) {
  const auto array = Json::parse(gfetch({"-q", "-f", "json"}).out);
  ASSERT_TRUE(array);
  EXPECT_EQ(array->size(), 0U);
}

TEST_F(Output, CsvHasAHeadingAndQuotesWhatNeedsIt) {
  const Finished finished = gfetch(
      {"-q", "-f", "csv", "--fields", "url,status_code", server_.url("/a,b")});
  const auto lines = finished.lines();
  ASSERT_EQ(lines.size(), 2U) << finished;
  EXPECT_TRUE(lines[0].starts_with("url,status_code")) << finished;
  EXPECT_TRUE(lines[1].starts_with("\"" + server_.url("/a,b") + "\",200"))
      << finished;
}

TEST_F(Output, TsvSeparatesByTabs) {
  const Finished finished = gfetch(
      {"-q", "-f", "tsv", "--fields", "status_code,url", server_.url("/page")});
  ASSERT_EQ(finished.lines().size(), 2U) << finished;
  EXPECT_EQ(finished.lines()[0], "status_code\turl");
  EXPECT_EQ(finished.lines()[1], "200\t" + server_.url("/page"));
}

/// Reads a table by Python's csv module and returns its cells, separated by
/// tabs.
std::string cells_of(const Finished& table, const std::string& dialect) {
  return run({.args = {"python3", "-c",
                       "import csv, sys\n"
                       "for row in csv.reader(sys.stdin, '" +
                           dialect + "'): print('\\t'.join(row))"},
              .input = table.out})
      .out;
}

TEST_F(Output, SpreadsheetsReadItsTables) {
  if (!on_path("python3")) GTEST_SKIP() << "no python3";
  const std::string body = "x";
  server_.on("/quoted", replies(200, body, {{"Content-Type", "\"a\", b"}}));
  server_.on("/formula", replies(200, body, {{"Content-Type", "=1+1"}}));
  const std::vector<std::string> shared = {
      "-q", "--mode", "sync", "--fields", "id,content_type,status_code",
      "-i", "-"};
  const auto line = [&](const char* path, const char* id) {
    return "{\"url\": \"" + server_.url(path) + "\", \"id\": \"" + id + "\"}\n";
  };
  const std::string list =
      line("/quoted", "a\\tb,\\nc") + line("/formula", "@SUM(A1)");
  const auto table_as = [&](const char* format) {
    std::vector<std::string> args = shared;
    args.insert(args.end(), {"-f", format});
    return gfetch(std::move(args), {.input = list});
  };
  EXPECT_EQ(cells_of(table_as("csv"), "excel"),
            "id\tcontent_type\tstatus_code\n"
            "a\\u0009b,\\u000ac\t\"a\", b\t200\n"
            "'@SUM(A1)\t'=1+1\t200\n")
      << table_as("csv");
  EXPECT_EQ(cells_of(table_as("tsv"), "excel-tab"),
            "id\tcontent_type\tstatus_code\n"
            "a\\tb,\\nc\t'\"a\", b\t200\n"
            "'@SUM(A1)\t'=1+1\t200\n")
      << table_as("tsv");
}

TEST_F(Output, FieldsChooseAndOrderInJson) {
  const Json record = only_record(
      fetch({"--fields", "status_code,timing.total", server_.url("/page")}));
  EXPECT_EQ(record["status_code"].number(), 200);
  EXPECT_EQ(record.keys().size(), 2U) << record;
}

TEST_F(Output, AnUnknownFieldIsAUsageErrorWithASuggestion) {
  const Finished finished =
      gfetch({"--fields", "url,status_cod", server_.url("/page")});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_TRUE(contains(finished.err, "status_code")) << finished;
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Output, WriteOutTakesCurlsNames) {
  const Finished finished = gfetch(
      {"-q", "--write-out",
       "%{http_code} %{url_effective} %{size_download} %{num_redirects}\\n",
       server_.url("/old")});
  EXPECT_EQ(finished.out, "200 " + server_.url("/page") + " 20 1\n");
}

/// Runs `tool` (curl or gfetch) for `url` with a template that both support,
/// and returns the output.
std::string written_by(const std::string& tool, const std::string& url,
                       const std::string& text) {
  std::vector<std::string> args{tool, "-w", text, url};
  if (tool == "curl") {
    args.insert(args.begin() + 1, {"-s", "-o", "/dev/null"});
  } else {
    args.insert(args.begin() + 1, {"-q", "--no-location", "--retry", "0"});
  }
  return run({.args = std::move(args)}).out;
}

TEST_F(Output, WriteOutSaysWhatCurlSays) {
  if (!on_path("curl")) GTEST_SKIP() << "no curl";
  constexpr const char* kTemplate =
      "%{http_code}|%{response_code}|%{url}|%{url_effective}|%{method}|"
      "%{http_version}|%{content_type}|%{size_download}|%{num_headers}|"
      "%{size_header}|%{size_upload}|%{local_ip}|%{ssl_verify_result}|"
      "%{num_connects}|%{num_redirects}|%{redirect_url}|%{remote_ip}|"
      "%{remote_port}|%{exitcode}|%header{location}|%{time_redirect}|"
      "%{time_appconnect}|100%%\\t%{onerror}failed\\n";
  for (const char* path : {"/page", "/old", "/a?b=c"}) {
    const std::string url = server_.url(path);
    EXPECT_EQ(written_by(kGfetch, url, kTemplate),
              written_by("curl", url, kTemplate));
  }
}

TEST_F(Output, WriteOutSaysWhatCurlSaysOfWhatWasSent) {
  if (!on_path("curl")) GTEST_SKIP() << "no curl";
  const auto written = [this](std::vector<std::string> args) {
    for (const char* arg : {"-A", "me", "-H", "Accept: a/b", "-d", "n=1", "-w",
                            "%{size_request} %{size_upload} %{method}"}) {
      args.push_back(arg);
    }
    args.push_back(server_.url("/page"));
    return run({.args = std::move(args)}).out;
  };
  EXPECT_EQ(written({kGfetch, "-q", "--no-compressed"}),
            written({"curl", "-s", "-o", "/dev/null"}));
}

TEST_F(Output, WriteOutSaysWhatCurlSaysOfNoResponse) {
  if (!on_path("curl")) GTEST_SKIP() << "no curl";
  constexpr const char* kTemplate =
      "%{http_code} %{exitcode} %{num_headers} %{num_connects} "
      "%{size_download} %{time_appconnect}%{onerror} failed\\n";
  const std::string url = refused_url();
  EXPECT_EQ(written_by(kGfetch, url, kTemplate),
            written_by("curl", url, kTemplate));
}

TEST_F(Output, WriteOutReadsItsTemplateFromAFile) {
  const std::string file =
      dir_.write("curl-format.txt",
                 "  time_redirect: %{time_redirect}s\\n----\\n%{http_code}\n");
  EXPECT_EQ(gfetch({"-q", "-w", "@" + file, server_.url("/page")}).out,
            "  time_redirect: 0.000000s\n----\n200\n");
  const Finished absent =
      gfetch({"-w", "@/nonexistent/file", server_.url("/page")});
  EXPECT_EQ(absent.exit_code, 2) << absent;
  EXPECT_TRUE(contains(absent.err, "/nonexistent/file")) << absent;
}

TEST_F(Output, AnUnknownVariableIsAUsageErrorWithASuggestion) {
  const Finished finished = gfetch({"-w", "%{htp_code}", server_.url("/page")});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_TRUE(contains(finished.err, "did you mean \"http_code\"")) << finished;
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Output, RecordsComeInTheOrderOfFinishing) {
  server_.on("/slow", waits(400ms));
  const Finished finished = fetch({server_.url("/slow"), server_.url("/page")});
  ASSERT_EQ(finished.records().size(), 2U) << finished;
  EXPECT_EQ(finished.records()[0]["url"].text(), server_.url("/page"));
}

TEST_F(Output, OutputGoesIntoAFile) {
  const auto file = dir_.path() / "out.jsonl";
  const Finished finished = fetch({"--output", file, server_.url("/page")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(json_lines(read_file(file)).size(), 1U);
}

TEST_F(Output, AnOutputFileThatCannotBeMadeIsReportedBeforeAnySocket) {
  const Finished finished =
      fetch({"-o", "/nonexistent/folder/out", server_.url("/page")});
  EXPECT_TRUE(finished.exit_code == 2 || finished.exit_code == 3) << finished;
  EXPECT_TRUE(contains(finished.err, "/nonexistent/folder/out")) << finished;
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Output, TheSummaryGoesToStderrAndAddsUp) {
  const Finished finished =
      gfetch({"-f", "jsonl", server_.url("/page"), server_.url("/page?2"),
              server_.url("/gone"), refused_url(), "http://[bad/"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(finished.records().size(), 5U) << finished;
  for (const char* word :
       {"5", "fetched", "failed", "connect_refused", "bad_url", "2xx", "4xx",
        "p50", "p90", "p99", "max", "total", "ttfb", "slowest", "failing"})
    EXPECT_TRUE(contains(finished.err, word)) << word << "\n" << finished;
  EXPECT_TRUE(matches(finished.err, "[0-9.]+ a second")) << finished;
}

TEST_F(Output, QuietAndNoSummaryLeaveItOut) {
  EXPECT_EQ(gfetch({"--quiet", server_.url("/page")}).err, "");
  EXPECT_EQ(gfetch({"--no-summary", server_.url("/page")}).err, "");
  EXPECT_NE(gfetch({"--summary", server_.url("/page")}).err, "");
}

TEST_F(Output, VerboseShowsHeadersButNoSecrets) {
  const Finished finished = gfetch({"--verbose", "--user", "ann:s3cret", "-H",
                                    "X-One: 1", server_.url("/page")});
  EXPECT_TRUE(contains(finished.err, "X-One: 1")) << finished;
  EXPECT_TRUE(contains(finished.err, "***")) << finished;
  EXPECT_FALSE(contains(finished.err, "s3cret")) << finished;
  EXPECT_FALSE(contains(finished.err, "YW5uOnMzY3JldA")) << finished;
}

TEST_F(Output, ColorAlwaysColoursAndNeverDoesNot) {
  const std::string url = server_.url("/page");
  EXPECT_TRUE(contains(gfetch({"-q", "--color", "always", url}).out, "\x1b["));
  EXPECT_FALSE(contains(gfetch({"-q", "--color", "never", url}).out, "\x1b["));
  EXPECT_FALSE(contains(gfetch({"-q", url}).out, "\x1b["));
}

TEST_F(Output, T08_RecordsAreValidUtf8WhateverTheServerSends) {
  server_.on("/latin", [](Peer& peer) {
    peer.send(
        "HTTP/1.1 200 caf\xe9\r\nContent-Type: text/\xff\xfe\r\n"
        "Content-Length: 0\r\n\r\n");
  });
  server_.on("/to", redirects("/caf\xe9", 302));
  const Finished finished = fetch(
      {server_.url("/latin"), server_.url("/to"), server_.url("/\xff\xfe")});
  ASSERT_EQ(finished.records().size(), 3U) << finished;
  for (const Json& record : finished.records())
    EXPECT_TRUE(record.is_object()) << finished;
}

TEST_F(Output, T01_ControlsFromTheServerAreEscapedInEveryFormat) {
  server_.on("/*", [](Peer& peer) {
    peer.send(
        "HTTP/1.1 200 \x1b]0;x\x07\r\nContent-Type: a\x1b[31m\x9b"
        "2J\r\nContent-Length: 0\r\n\r\n");
  });
  for (const char* format : {"text", "jsonl", "json", "csv", "tsv"}) {
    const Finished finished = gfetch(
        {"-q", "-f", format, "--color", "never", server_.url("/\x1b[31m")});
    EXPECT_FALSE(contains(finished.out, "\x1b")) << format << finished;
    EXPECT_FALSE(contains(finished.out, "\x9b")) << format << finished;
  }
}

TEST_F(Output, T09_PasswordsInUrlsComeOutAsStars) {
  std::string url = server_.url("/page");
  url.insert(std::string("http://").size(), "ann:hunter2@");
  const Finished finished =
      gfetch({"-v", "-f", "jsonl", url, "http://ann:hunter2@[bad/"});
  EXPECT_FALSE(contains(finished.out + finished.err, "hunter2")) << finished;
  EXPECT_TRUE(contains(finished.out, "***")) << finished;
  // The password is still used for the request.
  ASSERT_EQ(server_.seen("/page").size(), 1U);
  EXPECT_EQ(server_.seen("/page")[0].header("Authorization"),
            "Basic YW5uOmh1bnRlcjI=");
}

TEST_F(Output, T10_LinesOfSeveralRunsDoNotMix) {
  const std::string list = dir_.write("list", url_list(server_, 500));
  const std::string one = std::string(kGfetch) + " -q -f jsonl -i " + list;
  for (const char* command : {"(GFETCH & GFETCH & wait) | cat",
                              "GFETCH >>out & GFETCH >>out & wait; cat out"}) {
    std::string line = command;
    for (std::size_t at; (at = line.find("GFETCH")) != line.npos;)
      line.replace(at, 6, one);
    const Finished finished =
        run({.args = {"sh", "-c", line}, .directory = dir_.path()});
    const auto records = finished.records();
    EXPECT_EQ(records.size(), 1000U) << command;
    EXPECT_TRUE(std::all_of(records.begin(), records.end(),
                            [](const Json& json) { return json.is_object(); }));
  }
}

TEST_F(Output, T10_RecordsAreNeverTornByAKill) {
  const auto file = dir_.path() / "out.jsonl";
  server_.on("/*", replies(200, "ok"));
  Process process(gfetch_command({"-q", "-f", "jsonl", "-o", file, "-c", "4"},
                                 {.input = url_list(server_, 20'000)}));
  EXPECT_TRUE(process.until([&] { return read_file(file).size() > 4096; }));
  process.signal(SIGKILL);
  process.wait();
  const std::string text = read_file(file);
  const auto records = json_lines(text.substr(0, text.rfind('\n') + 1));
  EXPECT_TRUE(std::all_of(records.begin(), records.end(),
                          [](const Json& json) { return json.is_object(); }));
}

}  // namespace
}  // namespace gfetch::test
