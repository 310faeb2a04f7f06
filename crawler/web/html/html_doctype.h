#pragma once
/// What stands between `<!DOCTYPE` and `>`.

#include <string_view>

#include "web/html/html_tokenizer.h"

namespace gfetch::web {

/// Reads `text`; `cut_off` when the page ended in it.
HtmlDoctype parse_html_doctype(std::string_view text, bool cut_off);

}  // namespace gfetch::web
