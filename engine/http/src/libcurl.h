#pragma once
/// Which libcurl this is.

#include <string>

#include "gfetch/http/http.h"

namespace gfetch::http {

/// `libcurl/7.88.1 OpenSSL/3.0.15 zlib/1.2.13 …`, as they are linked.
std::string http_library_versions();

/// Whether it is of this version or a later one; `0x080200` is 8.2.0.
bool libcurl_is_from(unsigned version);

/// Whether a connection of that version may carry several exchanges at a time
/// without harm.
bool shares_connections(HttpVersion version);

}  // namespace gfetch::http
