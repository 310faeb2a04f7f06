#pragma once
/// What origins are told apart by.

#include <string>

#include "gfetch/crawler/url.h"

namespace gfetch::detail {

/// `https://h:443`: the same for all URLs of one origin, and a URL itself when
/// a path follows.
inline std::string origin_key(const Url& url) {
  std::string key(url.scheme());
  key.append("://").append(url.host()).append(":");
  return key + std::to_string(url.effective_port());
}

}  // namespace gfetch::detail
