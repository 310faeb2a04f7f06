#pragma once
/// Pages and style sheets with other links in them, all else as it was to the
/// byte. Both take any encoding in which ASCII is ASCII.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::report {

/// The URL, as serialised, that stands in place of a link's target, which comes
/// as it stood, escapes undone; nothing: it stays.
using NewTarget =
    std::function<std::optional<std::string>(std::string_view target)>;

/// A page in HTML. Its `<base>` loses its effect: the new targets are relative
/// to the page itself.
std::string convert_page(std::string_view source, const NewTarget& target_for);

/// A style sheet, or what a style attribute holds.
std::string convert_style(std::string_view source, const NewTarget& target_for);

}  // namespace gfetch::report
