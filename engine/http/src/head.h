#pragma once
/// Parses the head of an HTTP response, its status line and header fields, line
/// by line as it arrives.

#include <string_view>

#include "gfetch/http/http.h"

namespace gfetch::http {

/// The kinds of lines in the head of a response: the status line, a header
/// field, and the empty line at the end.
enum class HeadLine { kStatus, kField, kEnd };

/// Parses one line, with or without its line end, into `response`. A status
/// line begins a new head and discards the header fields of an informational
/// response (1xx) before it. A folded line continues the previous field
/// (RFC 9112, 5.2).
HeadLine add_head_line(Response& response, std::string_view line);

}  // namespace gfetch::http
