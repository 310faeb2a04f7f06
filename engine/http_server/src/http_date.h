#pragma once
/// Dates of HTTP (RFC 9110, 5.6.7).

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::http::server {

/// Returns `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string format_date(std::time_t time);

/// Parses a date in one of the three forms that HTTP knows. Returns nullopt for
/// other text.
std::optional<std::time_t> parse_date(std::string_view text);

}  // namespace gfetch::http::server
