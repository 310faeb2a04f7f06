#pragma once
/// The head of a response, line by line as it comes off the wire.

#include <string_view>

#include "gfetch/http/http.h"

namespace gfetch::http {

/// What a line was: `HTTP/1.1 200 OK`, a field, or the empty one at the end.
enum class HeadLine { kStatus, kField, kEnd };

/// Adds one line, its line end included or not, to the head of `response`. A
/// status line begins a new head: what an informational response (1xx) had
/// brought is dropped. A folded line continues the field before it.
HeadLine add_head_line(Response& response, std::string_view line);

}  // namespace gfetch::http
