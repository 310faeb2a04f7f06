#pragma once
/// The Retry-After field, and the statuses that it comes with: pure functions.

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

/// Seconds or an HTTP date, in any of its three forms, as the time from `now`
/// on; a past one is zero. Nothing for anything else.
std::optional<Duration> parse_retry_after(
    std::string_view value, std::chrono::system_clock::time_point now);

/// How long a Retry-After field asks us to wait from `now` on.
std::optional<Duration> retry_after(const std::vector<http::Header>& headers,
                                    std::chrono::system_clock::time_point now);

/// Whether a status says that the request was turned away, not carried out,
/// because there are too many: 429 and 503.
bool turns_away(int status_code);

}  // namespace gfetch::crawl
