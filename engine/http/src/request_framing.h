#pragma once
/// Checks that the header fields of a request agree with its body. A server
/// that reads a request as longer or shorter than it was sent takes a part of
/// the body for the next request on the connection (request smuggling).

#include "gfetch/http/http.h"

namespace gfetch::http {

/// True if `headers` contain Content-Length or Transfer-Encoding.
bool frames_body(const std::vector<Header>& headers);

/// Fails unless the fields of `request` that frame its body say what libcurl
/// sends: at most one Content-Length, equal to the size of the body; or
/// `Transfer-Encoding: chunked` with a body and without a Content-Length
/// (RFC 9112, 6).
Result<void> check_framing(const Request& request);

}  // namespace gfetch::http
