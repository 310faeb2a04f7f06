#pragma once
/// Detects truncated bodies of HTTP/2 and HTTP/3 responses which libcurl
/// reports as complete.

#include "gfetch/http/http.h"

namespace gfetch::http {

/// True if the body of a finished HTTP/2 or HTTP/3 response is shorter than its
/// Content-Length. Before libcurl 8.0 such a transfer may end with success.
bool truncated(const Response& response);

/// True if the linked libcurl would not detect a truncated body. `response` is
/// known up to the end of its headers.
bool truncation_undetectable(const Response& response);

}  // namespace gfetch::http
