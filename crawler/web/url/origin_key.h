#pragma once
/// What origins are told apart by.

#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/http/http.h"
#include "gfetch/web/url.h"

namespace gfetch::web {

/// `https://h:443`: the same for all URLs of one origin, and a URL itself when
/// a path follows.
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
