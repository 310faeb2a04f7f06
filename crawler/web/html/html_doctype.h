#pragma once
/// The parser of a doctype declaration.

#include <string_view>

#include "web/html/html_tokenizer.h"

namespace gfetch::web {

/// Parses `text`, the text between `<!DOCTYPE` and `>`. `cut_off` is true if
/// the page ended before the `>`.
HtmlDoctype parse_html_doctype(std::string_view text, bool cut_off);

}  // namespace gfetch::web
