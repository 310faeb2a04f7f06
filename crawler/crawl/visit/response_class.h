#pragma once
/// Classifies the results of exchanges. Pure functions.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crawl/frontier/politeness.h"
#include "crawl/policy/retry.h"
#include "gfetch/http/http.h"
#include "gfetch/net/result.h"

namespace gfetch::crawl {

/// Returns how the host handled the request, for politeness.
HostAnswer host_answer(const Result<http::Response>& response);

/// Returns true if a server was connected but did not send a usable response.
bool no_response(const Error& error);

/// Returns the value of Content-Length; nothing when it is not a plain number.
std::optional<std::uint64_t> content_length(
    const std::vector<http::Header>& headers);

/// Returns the result of an exchange for a RetryPolicy. The caller must set the
/// number and the method of the attempt.
Attempt attempt_of(const Result<http::Response>& response,
                   std::chrono::system_clock::time_point now);

/// Formats the status as a sentence: `the server answered 404 Not Found`.
std::string status_sentence(const http::Response& response);

/// Adds the durations of the phases of one exchange to the sums of its visit.
void add(http::Timing& sum, const http::Timing& exchange);

/// Adds the duration of a phase to its sum; an absent phase adds nothing.
void add(std::optional<Duration>& sum, const std::optional<Duration>& phase);

}  // namespace gfetch::crawl
