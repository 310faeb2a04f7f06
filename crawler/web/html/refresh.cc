#include "web/html/refresh.h"

#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

void skip_whitespace(std::string_view& text) {
  text.remove_prefix(run_of(text, kWhitespaceByte));
}

bool begins_with(std::string_view text, char letter) {
  return !text.empty() && to_lower(text.front()) == letter;
}

/// Takes the number of seconds, with its fraction, off `text`. Returns false
/// when there is none.
bool take_time(std::string_view& text) {
  skip_whitespace(text);
  const std::size_t digits = run_of(text, kDigitByte);
  text.remove_prefix(digits);
  if (digits == 0 && !begins_with(text, '.')) return false;
  while (begins_with(text, '.') || run_of(text, kDigitByte) > 0) {
    text.remove_prefix(1);
  }
  return true;
}

/// Takes an optional `url=` off `text`. Returns false when a `u` is not the
/// start of `url=`: then all of `text` is the URL, and quotes are not special.
bool take_name(std::string_view& text) {
  std::string_view rest = text;
  if (!begins_with(rest, 'u')) return true;
  for (const char letter : {'u', 'r', 'l'}) {
    if (!begins_with(rest, letter)) return false;
    rest.remove_prefix(1);
  }
  skip_whitespace(rest);
  if (!begins_with(rest, '=')) return false;
  rest.remove_prefix(1);
  skip_whitespace(rest);
  text = rest;
  return true;
}

}  // namespace

std::optional<std::string_view> refresh_target(std::string_view content) {
  if (!take_time(content)) return std::nullopt;
  if (content.empty()) return content;
  const auto separates = [](char c) { return c == ';' || c == ','; };
  if (!separates(content.front()) && !is_whitespace(content.front())) {
    return std::nullopt;
  }
  skip_whitespace(content);
  if (!content.empty() && separates(content.front())) content.remove_prefix(1);
  skip_whitespace(content);
  if (content.empty() || !take_name(content)) return content;
  if (!begins_with(content, '"') && !begins_with(content, '\'')) return content;
  const char quote = content.front();
  content.remove_prefix(1);
  return content.substr(0, content.find(quote));
}

}  // namespace gfetch::web
