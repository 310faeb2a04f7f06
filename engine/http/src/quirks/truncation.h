#pragma once
/// Whether a body is whole, where libcurl is not to be trusted with it: one of
/// HTTP/2.

#include "gfetch/http/http.h"

namespace gfetch::http {

/// Whether less of a body came than was announced: until curl 8.0 a stream that
/// is cut off may pass for a whole one.
bool truncated(const Response& response);

/// Whether a cut in the body that begins would go unseen by this libcurl.
bool truncation_undetectable(const Response& response);

}  // namespace gfetch::http
