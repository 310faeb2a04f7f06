#pragma once
/// Replaces the links in pages and style sheets and copies all other bytes.
/// Both functions accept every encoding that is a superset of ASCII.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::report {

/// Returns the new URL for the link target `target`, which is the target in the
/// source with its escapes decoded; nothing to keep the old URL.
using NewTarget =
    std::function<std::optional<std::string>(std::string_view target)>;

/// Converts an HTML page. The href of `<base>` is emptied, because the new
/// targets are relative to the page itself.
std::string convert_page(std::string_view source, const NewTarget& target_for);

/// Converts a style sheet or the value of a style attribute.
std::string convert_style(std::string_view source, const NewTarget& target_for);

}  // namespace gfetch::report
