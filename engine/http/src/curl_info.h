#pragma once
/// Reads information about a transfer from libcurl's easy handle `easy`, with
/// curl_easy_getinfo().

#include <string_view>

#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "timing.h"
#include "transfer_failure.h"

namespace gfetch::http {

/// True if the connection of a transfer is established, TLS included.
bool is_connected(void* easy);

/// Sets the remote address and port in `response`.
void add_peer(void* easy, const HttpClientOptions& options, Response& response);

/// Sets the local address, the result of the TLS verification and the numbers
/// of bytes sent in `response`.
void add_counts(void* easy, const HttpClientOptions& options,
                Response& response);

/// Returns the times at which the phases of a finished transfer ended.
/// `version` is the version of HTTP that the transfer used.
TransferMoments moments_of(void* easy, HttpVersion version);

/// Describes a transfer that ended with the CURLcode `code`. `within_head` is
/// true if the response's head was incomplete. `message` is the text of
/// libcurl's error buffer; it must outlive the result.
TransferFailure failure_of(void* easy, int code, bool within_head,
                           std::string_view message);

}  // namespace gfetch::http
