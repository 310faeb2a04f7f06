#pragma once
/// The version and the features of the linked libcurl.

#include <string>

#include "gfetch/http/http.h"

namespace gfetch::http {

/// Returns the versions of libcurl and of the libraries that it uses:
/// `libcurl/7.88.1 OpenSSL/3.0.15 zlib/1.2.13 …`.
std::string http_library_versions();

/// True if the linked libcurl has `version` or a later one; 0x080200 is 8.2.0.
bool libcurl_is_from(unsigned version);

/// True if one connection of this version of HTTP can carry several exchanges
/// at the same time: HTTP/2, and HTTP/3 unless its QUIC library is OpenSSL.
bool shares_connections(HttpVersion version);

}  // namespace gfetch::http
