#include "crawler/crawl/seed/seed_lines.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "gfetch/crawl/visitor_options.h"

namespace gfetch::crawl {
namespace {

using namespace std::string_literals;

struct Split {
  std::string text;
  std::uint64_t number;
  bool too_long;
};

// Splits `bytes` into lines, with `block` bytes per call of feed().
std::vector<Split> split(std::string_view bytes, std::size_t block) {
  LineSplitter lines;
  std::vector<Split> all;
  const auto take = [&] {
    while (const auto line = lines.next()) {
      all.push_back({std::string(line->text), line->number, line->too_long});
    }
  };
  while (!bytes.empty()) {
    lines.feed(bytes.substr(0, block));
    bytes.remove_prefix(std::min(block, bytes.size()));
    take();
  }
  lines.finish();
  take();
  return all;
}

std::vector<std::string> texts(const std::vector<Split>& lines) {
  std::vector<std::string> texts;
  for (const Split& line : lines) texts.push_back(line.text);
  return texts;
}

struct SplitCase {
  const char* name;
  std::string bytes;
  std::vector<std::string> lines;
};

TEST(LineSplitter, CutsAnyBlocksAlike) {
  const SplitCase kCases[] = {
      {"Nothing", "", {}},
      {"OneLine", "a\n", {"a"}},
      {"LastWithoutNewline", "a\nbc", {"a", "bc"}},
      {"Crlf", "a\r\nb\r\n", {"a", "b"}},
      {"CrAtTheEnd", "a\r", {"a"}},
      {"CrInside", "a\rb\n", {"a\rb"}},
      {"Blank", "\n\n\na", {"", "", "", "a"}},
      {"ByteOrderMark",
       "\xEF\xBB\xBF"
       "a\n\xEF\xBB\xBF"
       "b\n",
       {"a",
        "\xEF\xBB\xBF"
        "b"}},
      {"ByteOrderMarkAlone", "\xEF\xBB\xBF", {""}},
      {"Nul", "a\0b\n"s, {"a\0b"s}},
  };
  for (const SplitCase& wanted : kCases) {
    for (std::size_t block : {1U, 2U, 3U, 1000U}) {
      EXPECT_EQ(texts(split(wanted.bytes, block)), wanted.lines)
          << wanted.name << ", " << block << " at a time";
    }
  }
}

TEST(LineSplitter, NumbersLinesFromOne) {
  const std::vector<Split> lines = split("a\n\nb", 2);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[2].number, 3U);
}

TEST(LineSplitter, TakesALineAsLongAsAllowed) {
  const std::string longest(LineSplitter::kLongestLine, 'x');
  const std::vector<Split> lines = split(longest + "\nnext", 1000);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].text, longest);
  EXPECT_FALSE(lines[0].too_long);
}

TEST(LineSplitter, RejectsALongerOneAndGoesOn) {
  for (std::size_t block : {1000U, 200'000U}) {
    const std::string longer(LineSplitter::kLongestLine + 1, 'x');
    const std::vector<Split> lines = split(longer + "\nnext", block);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_TRUE(lines[0].too_long);
    EXPECT_LT(lines[0].text.size(), 10'000U);
    EXPECT_EQ(lines[1].text, "next");
    EXPECT_EQ(lines[1].number, 2U);
  }
}

TEST(LineSplitter, RejectsALongLastLine) {
  const std::vector<Split> lines = split(std::string(300'000, 'x'), 4096);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].too_long);
}

TEST(LineSplitter, AllowsMoreForJson) {
  const std::string json = '{' + std::string(500'000, 'x');
  EXPECT_FALSE(split(json + '\n', 4096)[0].too_long);
  const std::string longer = " {" + std::string(1'100'000, 'x');
  EXPECT_TRUE(split(longer + '\n', 4096)[0].too_long);
}

TEST(SeedText, IsTheLineWithoutTheBlanksAroundIt) {
  EXPECT_EQ(seed_text("\t http://a/ b  "), "http://a/ b");
  EXPECT_EQ(seed_text("http://a/#b"), "http://a/#b");
}

TEST(SeedText, IsNothingWhenBlankOrAComment) {
  for (const char* text : {"", "  \t", "# http://a/", "  # x"}) {
    EXPECT_EQ(seed_text(text), "") << text;
  }
}

TEST(SeedJson, SaysAllThatARequestIs) {
  const auto line = parse_seed_json(
      R"( {"url": "http://a/", "method": "PUT", "id": "x7",
           "headers": {"A": "1", "B": ""}, "body": "\u00fc"} )");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->url, "http://a/");
  EXPECT_EQ(line->id, "x7");
  const RequestOverrides& own = *line->overrides;
  EXPECT_EQ(own.method, "PUT");
  EXPECT_EQ(own.headers, (std::vector<http::Header>{{"A", "1"}, {"B", ""}}));
  EXPECT_EQ(own.body, "\xC3\xBC");
}

TEST(SeedJson, TakesAnObjectOrAnArrayForABodyInJson) {
  const auto line = parse_seed_json(
      R"({"url": "a", "body": {"n": [1, -2.50, 1e40, null, true, {}, []],
          "s": "\"\u00fc\n", "o": {"x": {"y": []}}}, "id": "7"})");
  ASSERT_TRUE(line) << line.error().message;
  EXPECT_EQ(line->id, "7");
  EXPECT_EQ(line->overrides->body,
            R"({"n":[1,-2.50,1e40,null,true,{},[]],)"
            "\"s\":\"\\\"\xC3\xBC\\n\",\"o\":{\"x\":{\"y\":[]}}}");
  EXPECT_EQ(line->overrides->headers,
            (std::vector<http::Header>{{"Content-Type", "application/json"}}));
  const auto typed = parse_seed_json(
      R"({"headers": {"content-type": "a/b"}, "body": [], "url": "a"})");
  EXPECT_EQ(typed->overrides->body, "[]");
  EXPECT_EQ(typed->overrides->headers,
            (std::vector<http::Header>{{"content-type", "a/b"}}));
}

TEST(SeedJson, OverridesNothingUnlessItSays) {
  const auto line = parse_seed_json(R"({"id": 12, "url": "a"})");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->id, "12");
  EXPECT_EQ(line->overrides, nullptr);
}

struct JsonCase {
  const char* line;
  const char* sentence;
};

TEST(SeedJson, SaysWhatIsWrong) {
  const JsonCase kCases[] = {
      {R"({)", "the line starts with { but is no JSON: see its byte 2"},
      {R"({"url": "a"} x)",
       "the line starts with { but is no JSON: see its byte 14"},
      {"{\"url\": \"\xFF\"}",
       "the line starts with { but is no JSON: see its byte 10"},
      {R"({})", "the JSON line has no \"url\""},
      {R"({"id": "a"})", "the JSON line has no \"url\""},
      {R"({"url": "a", "url": "b"})", "the JSON line has \"url\" twice"},
      {R"({"url": "a", "uri": "b"})",
       "the JSON line has an unknown key \"uri\""},
      {R"({"url": 1})", "\"url\" of the JSON line is not a string"},
      {R"({"url": null})", "\"url\" of the JSON line is not a string"},
      {R"({"url": ["a"]})", "\"url\" of the JSON line is not a string"},
      {R"({"url": {"a": "b"}})", "\"url\" of the JSON line is not a string"},
      {R"({"url": "a\u0000b"})", "\"url\" of the JSON line holds a NUL byte"},
      {R"({"url": "a", "id": 1.5})",
       "\"id\" of the JSON line is not a string or an integer"},
      {R"({"url": "a", "body": true})",
       "\"body\" of the JSON line is not a string, an object or an array"},
      {R"({"url": "a", "method": "GET /"})",
       "\"method\" of the JSON line is no HTTP method"},
      {R"({"url": "a", "method": ""})",
       "\"method\" of the JSON line is no HTTP method"},
      {R"({"url": "a", "headers": "A: b"})",
       "\"headers\" of the JSON line is no object of strings"},
      {R"({"url": "a", "headers": {"A": 1}})",
       "header \"A\" of the JSON line is no string"},
      {R"({"url": "a", "headers": {"A": {}}})",
       "header \"A\" of the JSON line is no string"},
      {R"({"url": "a", "headers": {"A:": "b"}})",
       "\"headers\" of the JSON line names \"A:\", which is no header name"},
      {R"({"url": "a", "headers": {"A": "b\r\nX: y"}})",
       "header \"A\" of the JSON line holds a line break or a NUL byte"},
      {R"({"url": "a", "method": "CONNECT"})",
       "\"method\" of the JSON line may not be CONNECT"},
      {R"({"url": "a", "headers": {"content-length": "3"}, "body": "abcd"})",
       "a JSON line may not set the header \"content-length\": it frames the "
       "message or belongs to the connection"},
      {R"({"url": "a", "headers": {"Transfer-Encoding": "chunked"}})",
       "a JSON line may not set the header \"Transfer-Encoding\": it frames "
       "the message or belongs to the connection"},
      {R"({"url": "a", "headers": {"Proxy-Authorization": "x"}})",
       "a JSON line may not set the header \"Proxy-Authorization\": it frames "
       "the message or belongs to the connection"},
      {R"({"url": "a", "headers": {"host": "b"}})",
       "a JSON line may set the header \"host\" only with --lines-set-host"},
  };
  for (const JsonCase& wanted : kCases) {
    const auto line = parse_seed_json(wanted.line);
    ASSERT_FALSE(line) << wanted.line;
    EXPECT_EQ(line.error().message, wanted.sentence) << wanted.line;
    EXPECT_EQ(line.error().kind, ErrorKind::kBadUrl);
  }
}

TEST(SeedJson, SetsTheHostOnlyWithLeave) {
  constexpr const char* kLine = R"({"url": "a", "headers": {"Host": "b"}})";
  EXPECT_FALSE(parse_seed_json(kLine));
  const auto line = parse_seed_json(kLine, /*may_set_host=*/true);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->overrides->headers,
            (std::vector<http::Header>{{"Host", "b"}}));
}

TEST(SeedJson, SurvivesDeepNesting) {
  const std::string deep = R"({"url": )" + std::string(500'000, '[');
  EXPECT_FALSE(parse_seed_json(deep));
}

struct ShownCase {
  const char* text;
  const char* shown;
};

TEST(Shown, HidesPasswords) {
  const ShownCase kCases[] = {
      {"http://u:pw@h:99999/", "http://u:***@h:99999/"},
      {"u:pw@h:99999", "u:***@h:99999"},
      {"http://u:p/w@h/", "http://u:***@h/"},
      {R"({"url": "http://u:pw@h/", "x"})",
       R"({"url": "http://u:***@h/", "x"})"},
      {"http://u@h:99999/", "http://u@h:99999/"},
      {"mailto:a@b", "mailto:a@b"},
      {"http://h:99999/", "http://h:99999/"},
      {"", ""},
  };
  for (const ShownCase& wanted : kCases) {
    EXPECT_EQ(shown(wanted.text), wanted.shown);
  }
}

TEST(Shown, IsShortAndValidUtf8) {
  EXPECT_EQ(shown("a\xFF"
                  "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_LE(shown(std::string(1'000'000, 'x')).size(), 2048U);
}

}  // namespace
}  // namespace gfetch::crawl
