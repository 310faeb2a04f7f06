#include "web/http/sts_field.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "web/text/text.h"

namespace gfetch::web {
namespace {

using std::chrono::seconds;

constexpr seconds kMaxAge = std::chrono::years(100);

/// Parses a token or a quoted string; nothing for any other text.
std::optional<std::string_view> parse_word(std::string_view text) {
  constexpr std::string_view kSpecial = " \t\"(),/:;<=>?@[\\]{}";
  const bool quoted =
      text.size() >= 2 && text.starts_with('"') && text.ends_with('"');
  if (quoted) text = text.substr(1, text.size() - 2);
  if (text.find_first_of(quoted ? "\"\\" : kSpecial) != text.npos) return {};
  if (text.empty() && !quoted) return std::nullopt;
  return text;
}

struct Directive {
  std::string name;  // in lower case
  std::optional<std::string_view> value;
};

/// Parses a directive `name` or `name=value`; nothing when it is malformed.
std::optional<Directive> parse_directive(std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const auto name = parse_word(trimmed(text.substr(0, equals)));
  if (!name) return std::nullopt;
  Directive directive{.name = lower(*name), .value = std::nullopt};
  if (equals == text.size()) return directive;
  directive.value = parse_word(trimmed(text.substr(equals + 1)));
  if (!directive.value) return std::nullopt;
  return directive;
}

std::optional<seconds> parse_max_age(std::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) {
    return std::nullopt;
  }
  std::int64_t count = 0;
  for (const char digit : digits) {
    count = std::min<std::int64_t>(count * 10 + (digit - '0'), kMaxAge.count());
  }
  return seconds(count);
}

}  // namespace

std::optional<StsField> parse_sts_field(std::string_view field) {
  StsField result;
  std::optional<seconds> max_age;
  std::set<std::string> names;
  while (!field.empty()) {
    const std::string_view text = trimmed(take_until(field, ';'));
    if (text.empty()) continue;
    const auto directive = parse_directive(text);
    if (!directive || !names.insert(directive->name).second) {
      return std::nullopt;
    }
    if (directive->name == "max-age") {
      max_age = parse_max_age(directive->value.value_or(""));
      if (!max_age) return std::nullopt;
    } else if (directive->name == "includesubdomains") {
      if (directive->value) return std::nullopt;
      result.include_subdomains = true;
    }
  }
  if (!max_age) return std::nullopt;
  result.max_age = *max_age;
  return result;
}

}  // namespace gfetch::web
