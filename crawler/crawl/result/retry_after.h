#pragma once
/// The Retry-After header, and the statuses that it is sent with. Pure
/// functions.

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

/// Parses the value of Retry-After, a number of seconds or an HTTP date in any
/// of its three forms (RFC 9110, 10.2.3). Returns the time from `now`, zero for
/// a past date; nothing for any other text.
std::optional<Duration> parse_retry_after(
    std::string_view value, std::chrono::system_clock::time_point now);

/// Returns the time from `now` that the Retry-After header asks for; nothing
/// without a valid header.
std::optional<Duration> retry_after(const std::vector<http::Header>& headers,
                                    std::chrono::system_clock::time_point now);

/// Returns true for a status that rejects a request because of too many
/// requests: 429 and 503. The server has not carried out the request.
bool turns_away(int status_code);

}  // namespace gfetch::crawl
