#pragma once
/// The domain-match and path-match of cookies (RFC 6265, 5.1.3 and 5.1.4).

#include <string_view>

#include "gfetch/web/url.h"

namespace gfetch::web {

/// Returns true if the host of `url` is an IP address, which has no subdomains.
bool is_address(const Url& url);

/// Returns true if `host` is `domain` or a subdomain of it.
bool domain_matches(std::string_view host, std::string_view domain);

/// Returns true if `path` is `cookie_path` or a path below it.
bool path_matches(std::string_view path, std::string_view cookie_path);

}  // namespace gfetch::web
