#include "web/html/html_doctype.h"

#include <algorithm>
#include <string>

#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

void skip_blanks(std::string_view& text) {
  text.remove_prefix(run_of(text, kWhitespaceByte));
}

std::string without_nuls(std::string_view text) {
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

/// Takes a quoted identifier off `text`; nothing when there is none. One that
/// is not closed is all the rest, and `quirks`.
std::optional<std::string> take_id(std::string_view& text, bool& quirks) {
  skip_blanks(text);
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
    return std::nullopt;
  }
  const char quote = text.front();
  text.remove_prefix(1);
  const std::size_t end = text.find(quote);
  std::string id = without_nuls(text.substr(0, end));
  quirks = quirks || end == text.npos;
  text.remove_prefix(std::min(end, text.size() - 1) + 1);
  return id;
}

/// Takes PUBLIC or SYSTEM and their identifiers off `text`: whether all that
/// must be is there.
bool take_ids(std::string_view& text, HtmlDoctype& doctype) {
  const std::string keyword = lower(text.substr(0, 6));
  text.remove_prefix(std::min<std::size_t>(6, text.size()));
  bool quirks = false;
  if (keyword == "public") {
    doctype.public_id = take_id(text, quirks);
    if (!doctype.public_id || quirks) return false;
    skip_blanks(text);
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
  skip_blanks(text);
  if (text.empty()) return doctype;
  const std::size_t end = run_before(text, kWhitespaceByte);
  doctype.name = lower(without_nuls(text.substr(0, end)));
  text.remove_prefix(end);
  skip_blanks(text);
  if (!text.empty() && !take_ids(text, doctype)) return doctype;
  skip_blanks(text);
  // What follows the identifiers is ignored, the end of the page within too.
  doctype.force_quirks = cut_off && text.empty();
  return doctype;
}

}  // namespace gfetch::web
