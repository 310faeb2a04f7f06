#pragma once
/// The version and the abilities of the libcurl that is linked.

#include <string>

#include "gfetch/http/http.h"

namespace gfetch::http {

/// `libcurl/7.88.1 OpenSSL/3.0.15 zlib/1.2.13 …`, as they are linked.
std::string http_library_versions();

/// True if libcurl has this version or a later one; `0x080200` is 8.2.0.
bool libcurl_is_from(unsigned version);

/// True if connections of `version` can carry several exchanges at a time.
bool shares_connections(HttpVersion version);

}  // namespace gfetch::http
