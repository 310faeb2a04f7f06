#pragma once
/// String keys for maps indexed by origin.

#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/http/http.h"
#include "gfetch/web/url.h"

namespace gfetch::web {

/// Returns the key of an origin, such as `https://h:443`. The key followed by a
/// path is a valid URL.
inline std::string origin_key(std::string_view scheme, std::string_view host,
                              std::uint16_t port) {
  std::string key(scheme);
  key.append("://").append(host).append(":");
  return key + std::to_string(port);
}

inline std::string origin_key(const Url& url) {
  return origin_key(url.scheme(), url.host(), url.effective_port());
}

inline std::string origin_key(const http::Origin& origin) {
  return origin_key(origin.scheme, origin.host, origin.port);
}

}  // namespace gfetch::web
