#pragma once
/// SHA-1 (FIPS 180-4), which the handshake of WebSocket needs (RFC 6455, 4.2.2)
/// and for nothing that has to be secure. Here, so that a server without TLS
/// needs no OpenSSL.

#include <string>
#include <string_view>

namespace gfetch::http::server {

/// Returns the 20 bytes of the digest.
std::string sha1(std::string_view text);

}  // namespace gfetch::http::server
