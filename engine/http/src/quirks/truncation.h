#pragma once
/// Detects truncated bodies of HTTP/2 and HTTP/3 that libcurl reports as whole.

#include "gfetch/http/http.h"

namespace gfetch::http {

/// True if the body is shorter than its Content-Length. Before curl 8.0 a
/// stream that was cut off may end with success.
bool truncated(const Response& response);

/// True if this libcurl could not detect a truncation of the body that follows.
bool truncation_undetectable(const Response& response);

}  // namespace gfetch::http
