#pragma once
/// Hosts and ports as libcurl writes them.

#include <cstdint>
#include <string>

#include "gfetch/net/address.h"

namespace gfetch::http {

/// `host:port`, as libcurl's cache of names has it.
inline std::string endpoint(const std::string& host, std::uint16_t port) {
  std::string text = host;
  text += ':';
  text += std::to_string(port);
  return text;
}

/// An address where a port may follow.
inline std::string bracketed(const net::IpAddress& address) {
  return address.is_v6 ? '[' + to_string(address) + ']' : to_string(address);
}

}  // namespace gfetch::http
