#pragma once
/// The value `5; url=next.html` of a refresh meta element or a Refresh field.

#include <optional>
#include <string_view>

namespace gfetch::web {

/// The URL in `content`, by the shared declarative refresh steps of the HTML
/// Standard (4.2.5.3), as a view of it. It is empty when the page reloads
/// itself. Returns nothing when `content` is not a refresh.
std::optional<std::string_view> refresh_target(std::string_view content);

}  // namespace gfetch::web
