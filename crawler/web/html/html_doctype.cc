#include "web/html/html_doctype.h"

#include <algorithm>
#include <string>

#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

void skip_whitespace(std::string_view& text) {
  text.remove_prefix(run_of(text, kWhitespaceByte));
}

std::string replace_nuls(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\0') {
      out += "\uFFFD";
    } else {
      out += c;
    }
  }
  return out;
}

/// Takes a quoted identifier of a doctype off `text`; nothing when there is
/// none. An identifier without a closing quote extends to the end of `text` and
/// sets `quirks`.
std::optional<std::string> take_id(std::string_view& text, bool& quirks) {
  skip_whitespace(text);
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
    return std::nullopt;
  }
  const char quote = text.front();
  text.remove_prefix(1);
  const std::size_t end = text.find(quote);
  std::string id = replace_nuls(text.substr(0, end));
  quirks = quirks || end == text.npos;
  text.remove_prefix(std::min(end, text.size() - 1) + 1);
  return id;
}

/// Takes the keyword PUBLIC or SYSTEM and the identifiers after it off `text`.
/// Returns false when an identifier is missing.
bool take_ids(std::string_view& text, HtmlDoctype& doctype) {
  const std::string keyword = lower(text.substr(0, 6));
  text.remove_prefix(std::min<std::size_t>(6, text.size()));
  bool quirks = false;
  if (keyword == "public") {
    doctype.public_id = take_id(text, quirks);
    if (!doctype.public_id || quirks) return false;
    skip_whitespace(text);
    if (text.empty()) return true;
  } else if (keyword != "system") {
    return false;
  }
  doctype.system_id = take_id(text, quirks);
  return doctype.system_id && !quirks;
}

}  // namespace

HtmlDoctype parse_html_doctype(std::string_view text, bool cut_off) {
  HtmlDoctype doctype;
  doctype.force_quirks = true;
  skip_whitespace(text);
  if (text.empty()) return doctype;
  const std::size_t end = run_before(text, kWhitespaceByte);
  doctype.name = lower(replace_nuls(text.substr(0, end)));
  text.remove_prefix(end);
  skip_whitespace(text);
  if (!text.empty() && !take_ids(text, doctype)) return doctype;
  skip_whitespace(text);
  // The Standard ignores text after the identifiers, even if the page ends
  // there.
  doctype.force_quirks = cut_off && text.empty();
  return doctype;
}

}  // namespace gfetch::web
