// Tests the tokenizer by html5lib's test suite, with each input as a whole and
// in pieces.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/web/html/html_tokenizer.h"
#include "tests/support/conformance.h"

namespace gfetch::web {
namespace {

using nlohmann::json;

/// Records the tokens in the notation of html5lib's suite.
class Recorder : public HtmlSink {
 public:
  void start_tag(const HtmlTag& tag) override {
    json attributes = json::object();
    for (const auto& [name, value, cut] : tag.attributes) {
      attributes[std::string(name)] = value;
    }
    json token = {"StartTag", tag.name, attributes};
    if (tag.self_closing) token.push_back(true);
    tokens.push_back(std::move(token));
  }
  void end_tag(std::string_view name) override {
    tokens.push_back({"EndTag", name});
  }
  void characters(std::string_view text) override {
    if (tokens.empty() || tokens.back()[0] != "Character") {
      tokens.push_back({"Character", ""});
    }
    json& last = tokens.back()[1];
    last = last.get<std::string>() + std::string(text);
  }
  void comment(std::string_view text) override {
    tokens.push_back({"Comment", text});
  }
  void doctype(const HtmlDoctype& doctype) override {
    const auto or_null = [](const std::optional<std::string>& text) {
      return text ? json(*text) : json();
    };
    tokens.push_back({"DOCTYPE", or_null(doctype.name),
                      or_null(doctype.public_id), or_null(doctype.system_id),
                      !doctype.force_quirks});
  }

  json tokens = json::array();
};

HtmlContent content_of(std::string_view state) {
  if (state == "RCDATA state") return HtmlContent::kRcdata;
  if (state == "RAWTEXT state") return HtmlContent::kRawtext;
  if (state == "Script data state") return HtmlContent::kScript;
  if (state == "PLAINTEXT state") return HtmlContent::kPlaintext;
  if (state == "CDATA section state") return HtmlContent::kCdata;
  EXPECT_EQ(state, "Data state");
  return HtmlContent::kData;
}

json tokens_of(std::string_view page, const HtmlTokenizerOptions& options,
               std::size_t piece) {
  Recorder recorder;
  HtmlTokenizer tokenizer(recorder, options);
  for (std::size_t at = 0; at < page.size(); at += piece) {
    tokenizer.feed(page.substr(at, piece));
  }
  tokenizer.finish();
  return recorder.tokens;
}

/// Replaces a lone surrogate, which UTF-8 cannot represent, by U+FFFD.
std::string unescaped(const std::string& text) {
  if (text.find("\\u") == text.npos) return text;
  std::string spelled;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') spelled += '\\';
    const bool half = text.compare(at, 2, "\\u") == 0 &&
                      (text[at + 2] == 'D' || text[at + 2] == 'd') &&
                      std::string_view("89abcdefABCDEF").find(text[at + 3]) !=
                          std::string_view::npos;
    if (half) {
      spelled += "\\uFFFD";
      at += 5;
    } else {
      spelled += text[at];
    }
  }
  return json::parse('"' + spelled + '"');
}

json unescaped(json token) {
  for (json& part : token) {
    if (part.is_string()) {
      part = unescaped(part.get<std::string>());
    } else if (part.is_object()) {
      json attributes = json::object();
      for (const auto& [name, value] : part.items()) {
        attributes[unescaped(name)] = unescaped(value.get<std::string>());
      }
      part = attributes;
    }
  }
  return token;
}

/// Tests one case of the suite in each of its initial states.
void judge(const json& item) {
  const bool escaped = item.value("doubleEscaped", false);
  std::string input = item.at("input");
  json wanted = json::array();
  for (const json& token : item.at("output")) {
    wanted.push_back(escaped ? unescaped(token) : token);
  }
  if (escaped) input = unescaped(input);
  const json states = item.value("initialStates", json{"Data state"});
  for (const json& state : states) {
    const HtmlTokenizerOptions options{
        .content = content_of(state.get<std::string>()),
        .last_start_tag = item.value("lastStartTag", ""),
        .follows_elements = false,
        .comments = true};
    for (const std::size_t piece :
         {std::max<std::size_t>(input.size(), 1), std::size_t{1},
          std::size_t{2}, std::size_t{3}, std::size_t{5}}) {
      EXPECT_EQ(tokens_of(input, options, piece), wanted)
          << item.at("description") << "\n"
          << input << "\nin " << state << ", by " << piece;
    }
  }
}

TEST(HtmlTokenizerConformance, T56_PassesTheSuiteOfHtml5lib) {
  const auto folder = test::conformance_file("html/tokenizer");
  if (!folder) GTEST_SKIP() << "no html/tokenizer";
  int judged = 0;
  for (const auto& file : std::filesystem::directory_iterator(*folder)) {
    // Skips the xmlViolationTests, which are about XML.
    const json suite = json::parse(std::ifstream(file.path()));
    for (const json& item : suite.value("tests", json::array())) {
      judge(item);
      ++judged;
    }
  }
  EXPECT_GE(judged, 6800);
}

}  // namespace
}  // namespace gfetch::web
