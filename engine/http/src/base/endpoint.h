#pragma once
/// Formats hosts and ports as libcurl's options expect them.

#include <cstdint>
#include <string>

#include "gfetch/net/address.h"

namespace gfetch::http {

/// Returns `host:port`, the key of libcurl's DNS cache.
inline std::string endpoint(const std::string& host, std::uint16_t port) {
  std::string text = host;
  text += ':';
  text += std::to_string(port);
  return text;
}

/// Returns an IP address as text to which a port can be appended: IPv6 in
/// brackets.
inline std::string bracketed(const net::IpAddress& address) {
  return address.is_v6 ? '[' + to_string(address) + ']' : to_string(address);
}

}  // namespace gfetch::http
