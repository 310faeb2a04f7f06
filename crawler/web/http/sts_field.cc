#include "web/http/sts_field.h"

#include <algorithm>
#include <cstdint>
#include <map>
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

/// The directives of a field by their names in lower case, with their values.
using Directives = std::map<std::string, std::optional<std::string_view>>;

/// Parses `name` or `name=value`; nothing when either is malformed.
std::optional<Directives::value_type> parse_directive(std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const auto name = parse_word(trimmed(text.substr(0, equals)));
  if (!name) return std::nullopt;
  if (equals == text.size()) return {{lower(*name), std::nullopt}};
  const auto value = parse_word(trimmed(text.substr(equals + 1)));
  if (!value) return std::nullopt;
  return {{lower(*name), *value}};
}

/// Parses all directives; nothing when one is malformed or repeated.
std::optional<Directives> parse_directives(std::string_view field) {
  Directives directives;
  while (!field.empty()) {
    const std::string_view text = trimmed(take_until(field, ';'));
    if (text.empty()) continue;
    const auto directive = parse_directive(text);
    if (!directive || !directives.insert(*directive).second) {
      return std::nullopt;
    }
  }
  return directives;
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
  const auto directives = parse_directives(field);
  if (!directives) return std::nullopt;
  const auto age = directives->find("max-age");
  if (age == directives->end()) return std::nullopt;
  const auto max_age = parse_max_age(age->second.value_or(""));
  const auto subdomains = directives->find("includesubdomains");
  const bool include = subdomains != directives->end();
  if (!max_age || (include && subdomains->second)) return std::nullopt;
  return StsField{.max_age = *max_age, .include_subdomains = include};
}

}  // namespace gfetch::web
