#pragma once
/// Classifies the result of an exchange: pure functions.

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

/// How the host took the request.
HostAnswer host_answer(const Result<http::Response>& response);

/// Whether there was a server, and yet no answer.
bool no_response(const Error& error);

/// Of a field that is a number and nothing else.
std::optional<std::uint64_t> content_length(
    const std::vector<http::Header>& headers);

/// What a RetryPolicy is told of it; of the request it knows nothing yet.
Attempt attempt_of(const Result<http::Response>& response,
                   std::chrono::system_clock::time_point now);

/// `the server answered 404 Not Found`
std::string status_sentence(const http::Response& response);

/// Adds the phases of one exchange to those of its visit.
void add(http::Timing& sum, const http::Timing& exchange);

/// Adds a phase that took place to what is known of it.
void add(std::optional<Duration>& sum, const std::optional<Duration>& phase);

}  // namespace gfetch::crawl
