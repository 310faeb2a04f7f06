#pragma once
/// The parser of a refresh, such as `5; url=next.html`, in a meta element or a
/// Refresh header.

#include <optional>
#include <string_view>

namespace gfetch::web {

/// Returns the URL in a refresh, as a view of `content`, by the shared
/// declarative refresh steps of the HTML Standard (4.2.5.3). The URL is empty
/// when the page reloads itself. Returns nothing when `content` is not a
/// refresh.
std::optional<std::string_view> refresh_target(std::string_view content);

}  // namespace gfetch::web
