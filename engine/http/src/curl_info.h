#pragma once
/// Reads what libcurl knows about a transfer into gfetch's values. `easy` is an
/// easy handle of libcurl.

#include <string_view>

#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "timing.h"
#include "transfer_failure.h"

namespace gfetch::http {

/// True once the connection is ready for the request.
bool is_connected(void* easy);

/// Sets the remote address and port.
void add_peer(void* easy, const HttpClientOptions& options, Response& response);

/// Sets the local address, the TLS result and the counts of bytes sent.
void add_counts(void* easy, const HttpClientOptions& options,
                Response& response);

/// The moments of a transfer that is done, over HTTP of `version`.
TransferMoments moments_of(void* easy, HttpVersion version);

/// Describes a transfer that ended with the CURLcode `code`. `message` is what
/// libcurl wrote to the error buffer, and outlives the result.
TransferFailure failure_of(void* easy, int code, bool within_head,
                           std::string_view message);

}  // namespace gfetch::http
