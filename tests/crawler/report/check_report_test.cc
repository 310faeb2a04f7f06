#include "gfetch/report/check_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/report/check/check_formats.h"
#include "tests/support/json.h"

namespace gfetch::report {
namespace {

using test::Json;

CheckFindings sample() {
  CheckFindings findings;
  findings.pages = {"http://h/", "http://h/a"};
  findings.links = 9;
  findings.urls = 5;
  findings.unchecked = 2;
  findings.redirected = 1;
  LinkFinding gone;
  gone.page = "http://h/";
  gone.position = {12, 5};
  gone.tag = "a";
  gone.text = "the guide";
  gone.target = "gone?a=1&b=2";
  gone.url = "http://h/gone?a=1&b=2";
  gone.kind = "http_status";
  gone.status_code = 404;
  gone.message = "404 Not Found";
  LinkFinding bad;
  bad.page = "http://h/";
  bad.position = {40, 1};
  bad.tag = "img";
  bad.target = "http://";
  bad.kind = "bad_url";
  LinkFinding seed;
  seed.input = "argv:2";
  seed.url = seed.target = "http://i/";
  seed.kind = "dns_nxdomain";
  findings.broken = {seed, gone, bad};
  LinkFinding moved = gone;
  moved.kind = "moved";
  moved.status_code = 200;
  moved.message.clear();
  moved.url = "http://h/old";
  moved.new_url = "http://h/new";
  findings.moved = {moved};
  LinkFinding secret = gone;
  secret.page = "http://h/a";
  secret.url = "http://h/secret";
  secret.kind = "robots";
  secret.status_code = 0;
  secret.message.clear();
  findings.skipped = {secret};
  return findings;
}

/// Returns findings of a page with markup and control characters in its links.
CheckFindings hostile() {
  CheckFindings findings;
  LinkFinding link;
  link.page = "http://h/";
  link.text = "\x1b]0;pwned\x07 | `x` </td>]]> @ann \"&\xff\xe2\x80\xae";
  link.target = link.url = "http://h/](javascript:x)|<b>";
  link.kind = "reset";
  findings.broken = {link};
  return findings;
}

TEST(CheckText, GroupsLinksByTheirPage) {
  EXPECT_EQ(check_text(sample(), Colour::kOff),
            "Broken:\n"
            "argv:2\n"
            "  dns_nxdomain http://i/\n"
            "\n"
            "http://h/\n"
            "  12:5 404 http://h/gone?a=1&b=2 \"the guide\"\n"
            "  40:1 bad_url http://\n"
            "\n"
            "Moved for good:\n"
            "http://h/\n"
            "  12:5 moved http://h/old -> http://h/new \"the guide\"\n"
            "\n"
            "Not known:\n"
            "http://h/a\n"
            "  12:5 robots http://h/secret \"the guide\"\n"
            "\n"
            "3 broken links: 9 links on 2 pages to 5 URLs; 1 moved for good; "
            "1 redirected for now; 1 not known; 2 not asked for\n");
}

TEST(CheckText, IsOneLineWhenAllIsWell) {
  CheckFindings findings;
  findings.pages = {"http://h/"};
  findings.links = findings.urls = 1;
  EXPECT_EQ(check_text(findings, Colour::kOff),
            "0 broken links: 1 link on 1 page to 1 URL\n");
}

TEST(CheckText, ObeysNoPage) {
  const std::string text = check_text(hostile(), Colour::kOff);
  EXPECT_EQ(text.find('\x1b'), text.npos);
  EXPECT_EQ(text.find('\x07'), text.npos);
  EXPECT_EQ(text.find("\xe2\x80\xae"), text.npos);
  EXPECT_NE(text.find("\\u001b]0;pwned"), text.npos);
}

TEST(CheckText, IsColouredWhenAskedTo) {
  EXPECT_NE(check_text(sample(), Colour::kOn).find("\x1b[31m404\x1b[0m"),
            std::string::npos);
}

TEST(CheckJson, PrintsAnObjectALine) {
  const std::vector<Json> lines = test::json_lines(check_jsonl(sample()));
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0]["verdict"].text(), "broken");
  EXPECT_EQ(lines[0]["input"].text(), "argv:2");
  EXPECT_FALSE(lines[0]["page"].exists());
  EXPECT_EQ(lines[1].dump(),
            Json::parse(R"({"verdict":"broken","page":"http://h/","line":12,
  "column":5,"tag":"a","text":"the guide","target":"gone?a=1&b=2",
  "url":"http://h/gone?a=1&b=2","status_code":404,
  "error_kind":"http_status","error":"404 Not Found"})")
                ->dump());
  EXPECT_FALSE(lines[2]["url"].exists());
  EXPECT_EQ(lines[3]["verdict"].text(), "moved");
  EXPECT_EQ(lines[3]["new_url"].text(), "http://h/new");
  EXPECT_EQ(lines[4]["verdict"].text(), "skipped");
  EXPECT_EQ(lines[4]["reason"].text(), "robots");
}

TEST(CheckJson, PrintsOneObject) {
  const auto object = Json::parse(check_json(sample()));
  ASSERT_TRUE(object);
  EXPECT_EQ((*object)["broken"].size(), 3U);
  EXPECT_EQ((*object)["moved"].size(), 1U);
  EXPECT_EQ((*object)["skipped"].size(), 1U);
  EXPECT_EQ((*object)["counts"]["pages"].number(), 2);
  EXPECT_EQ((*object)["counts"]["unchecked"].number(), 2);
}

TEST(CheckFormats, X09_TellHowManyFindingsAreNotListed) {
  CheckFindings findings = sample();
  findings.unlisted = 7;
  EXPECT_EQ((*Json::parse(check_json(findings)))["counts"]["unlisted"].number(),
            7);
  EXPECT_TRUE(check_jsonl(findings).ends_with(
      "\n{\"verdict\":\"unlisted\",\"count\":7}\n"));
  for (const std::string& text :
       {check_text(findings, Colour::kOff), check_junit(findings),
        check_markdown(findings)}) {
    EXPECT_NE(text.find('7'), text.npos) << text;
  }
  EXPECT_EQ(check_markdown(sample()).find("leave"), std::string::npos);
}

TEST(CheckJson, OfNothingIsValid) {
  EXPECT_EQ(check_jsonl({}), "");
  const auto object = Json::parse(check_json({}));
  ASSERT_TRUE(object);
  EXPECT_TRUE((*object)["broken"].is_array());
}

TEST(CheckJson, IsValidWhateverPagesHold) {
  EXPECT_TRUE(Json::parse(check_json(hostile())));
  EXPECT_TRUE(test::json_lines(check_jsonl(hostile()))[0].exists());
}

TEST(CheckJunit, HasACaseForEachBrokenLinkAndOneForAllOthers) {
  EXPECT_EQ(check_junit(sample()),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gfetch check" tests="6" failures="3" errors="0" skipped="1">
  <testsuite name="argv:2" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="argv:2" name="http://i/"><failure type="dns_nxdomain" message="dns_nxdomain">dns_nxdomain http://i/</failure></testcase>
  </testsuite>
  <testsuite name="http://h/" tests="3" failures="2" errors="0" skipped="0">
    <testcase classname="http://h/" name="12:5 http://h/gone?a=1&amp;b=2"><failure type="http_status" message="404 Not Found">404 http://h/gone?a=1&amp;b=2 "the guide"</failure></testcase>
    <testcase classname="http://h/" name="40:1 http://"><failure type="bad_url" message="bad_url">bad_url http://</failure></testcase>
    <testcase classname="http://h/" name="all other links"></testcase>
  </testsuite>
  <testsuite name="http://h/a" tests="2" failures="0" errors="0" skipped="1">
    <testcase classname="http://h/a" name="12:5 http://h/secret"><skipped message="robots"/></testcase>
    <testcase classname="http://h/a" name="all other links"></testcase>
  </testsuite>
</testsuites>
)");
}

TEST(CheckJunit, EscapesWhatPagesHold) {
  const std::string xml = check_junit(hostile());
  EXPECT_EQ(xml.find("</td>"), xml.npos);
  EXPECT_EQ(xml.find("]]>"), xml.npos);
  EXPECT_EQ(xml.find('\x1b'), xml.npos);
  EXPECT_NE(xml.find("\\u001b]0;pwned"), xml.npos);
}

TEST(CheckMarkdown, IsMadeOfTables) {
  const std::string text = check_markdown(sample());
  EXPECT_TRUE(text.starts_with("## Broken links: 3\n")) << text;
  EXPECT_NE(text.find("| [http\\://h/](http://h/) | 12 | "
                      "[http\\://h/gone?a=1\\&b=2](http://h/gone?a=1&b=2) | "
                      "`the guide` | `404` |\n"),
            text.npos)
      << text;
  EXPECT_NE(text.find("### Moved for good\n"), text.npos);
  EXPECT_NE(text.find("[http\\://h/new](http://h/new) |\n"), text.npos);
  EXPECT_NE(text.find("| `robots` |\n"), text.npos);
}

TEST(CheckMarkdown, SaysWhenAllIsWell) {
  const std::string text = check_markdown({});
  EXPECT_TRUE(text.starts_with("## No broken links\n"));
  EXPECT_EQ(text.find("###"), text.npos);
}

TEST(CheckMarkdown, KeepsWhatPagesHoldInItsCell) {
  const std::string text = check_markdown(hostile());
  const std::size_t row = text.find("| [http\\://h/]");
  ASSERT_NE(row, text.npos) << text;
  const std::string_view line =
      std::string_view(text).substr(row, text.find('\n', row) - row);
  EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 7) << line;
  EXPECT_NE(line.find("`` \\u001b]0;pwned"), line.npos) << line;
  EXPECT_NE(line.find("](http://h/%5D%28javascript:x%29%7C%3Cb%3E)"), line.npos)
      << line;
}

}  // namespace
}  // namespace gfetch::report
