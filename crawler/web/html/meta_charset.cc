#include "web/html/meta_charset.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

void skip_whitespace(std::string_view& text) {
  text.remove_prefix(
      std::min(text.find_first_not_of(kAsciiWhitespace), text.size()));
}

struct Attribute {
  std::string name;
  std::string value;
};

/// Takes the text before the first of the characters `stops` and returns it in
/// lower case.
std::string take_word(std::string_view& text, std::string_view stops) {
  const std::size_t end = std::min(text.find_first_of(stops), text.size());
  std::string word = lower(text.substr(0, end));
  text.remove_prefix(end);
  return word;
}

std::string take_value(std::string_view& text) {
  skip_whitespace(text);
  if (text.empty()) return {};
  const char quote = text.front();
  if (quote != '"' && quote != '\'') return take_word(text, " \t\n\f\r>");
  text.remove_prefix(1);
  std::string value = take_word(text, {&quote, 1});
  if (!text.empty()) text.remove_prefix(1);
  return value;
}

/// Takes the next attribute off the tag's text; nothing at the end of the tag.
std::optional<Attribute> take_attribute(std::string_view& text) {
  text.remove_prefix(
      std::min(text.find_first_not_of(" \t\n\f\r/"), text.size()));
  if (text.empty() || text.front() == '>') return std::nullopt;
  Attribute attribute;
  // By the prescan algorithm, a leading `=` belongs to the attribute's name.
  attribute.name = to_lower(text.front());
  text.remove_prefix(1);
  attribute.name += take_word(text, " \t\n\f\r/>=");
  skip_whitespace(text);
  if (text.starts_with('=')) {
    text.remove_prefix(1);
    attribute.value = take_value(text);
  }
  return attribute;
}

/// Returns the encoding label in a meta element's content attribute such as
/// `text/html; charset=LABEL`.
std::string label_in_content(std::string_view content) {
  constexpr std::string_view kCharset = "charset";
  for (;;) {
    const std::size_t at = content.find(kCharset);
    if (at == content.npos) return {};
    content.remove_prefix(at + kCharset.size());
    skip_whitespace(content);
    if (!content.starts_with('=')) continue;
    content.remove_prefix(1);
    skip_whitespace(content);
    if (content.empty()) return {};
    const char quote = content.front();
    if (quote != '"' && quote != '\'') {
      return take_word(content, " \t\n\f\r;");
    }
    content.remove_prefix(1);
    const std::size_t end = content.find(quote);
    if (end == content.npos) return {};
    return std::string(content.substr(0, end));
  }
}

/// Returns the encoding that a meta element with these attributes declares;
/// null when there is none.
const Encoding* encoding_of(const std::vector<Attribute>& attributes) {
  const auto value_of = [&](std::string_view name) {
    const auto found = std::ranges::find(attributes, name, &Attribute::name);
    return found == attributes.end() ? std::string() : found->value;
  };
  std::string label = value_of("charset");
  const bool by_content = label.empty();
  if (by_content) {
    if (value_of("http-equiv") != "content-type") return nullptr;
    label = label_in_content(value_of("content"));
  }
  const Encoding* const named = encoding_labelled(label);
  if (named == nullptr) return nullptr;
  if (named->name.starts_with("UTF-16")) return encoding_labelled("utf-8");
  if (named->name == "x-user-defined") return encoding_labelled("windows-1252");
  return named;
}

/// Takes all attributes of a tag off `text`.
std::vector<Attribute> take_attributes(std::string_view& text) {
  std::vector<Attribute> attributes;
  while (auto attribute = take_attribute(text)) {
    attributes.push_back(std::move(*attribute));
  }
  return attributes;
}

void skip_past(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  text.remove_prefix(at == text.npos ? text.size() : at + end.size());
}

/// Takes the tag whose name is at the start of `text`. Returns the encoding
/// that a meta element declares, or null.
const Encoding* take_tag(std::string_view& text, bool closing) {
  const std::size_t end = run_before(text, kWhitespaceByte | kTagEndByte);
  const std::string_view name = text.substr(0, end);
  text.remove_prefix(end);
  const std::vector<Attribute> attributes = take_attributes(text);
  const bool is_meta = !closing && equal_without_case(name, "meta");
  return is_meta ? encoding_of(attributes) : nullptr;
}

/// Takes the comment or tag behind a `<`. Returns the encoding that a meta
/// element declares, or null.
const Encoding* take_markup(std::string_view& text) {
  const bool closing = text.starts_with('/');
  if (closing) text.remove_prefix(1);
  if (text.empty()) return nullptr;
  if (is_letter(text.front())) return take_tag(text, closing);
  if (!closing && text.starts_with("!--")) {
    text.remove_prefix(1);  // `<!-->` is a complete comment
    skip_past(text, "-->");
  } else if (closing || text.front() == '!' || text.front() == '?') {
    skip_past(text, ">");  // a bogus comment
  }
  return nullptr;
}

}  // namespace

const Encoding* meta_prescan(std::string_view head) {
  for (;;) {
    const std::size_t start = head.find('<');
    if (start == head.npos) return nullptr;
    head.remove_prefix(start + 1);
    if (const Encoding* named = take_markup(head)) return named;
  }
}

}  // namespace gfetch::web
