#pragma once
/// `5; url=next.html`, of a meta element or a Refresh header.

#include <optional>
#include <string_view>

namespace gfetch::web {

/// Where `content` leads after its time, as the HTML Standard reads it; it lies
/// in it. Empty: the page itself again; nothing: it is no refresh.
std::optional<std::string_view> refresh_target(std::string_view content);

}  // namespace gfetch::web
