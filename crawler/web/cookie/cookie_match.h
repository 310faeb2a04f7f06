#pragma once
/// How cookies match hosts and paths (RFC 6265, 5.1.3 and 5.1.4).

#include <string_view>

#include "gfetch/web/url.h"

namespace gfetch::web {

/// Whether the host of `url` is an address, which has nothing below it.
bool is_address(const Url& url);

/// Whether `host` is `domain`, or below it.
bool domain_matches(std::string_view host, std::string_view domain);

bool path_matches(std::string_view path, std::string_view cookie_path);

}  // namespace gfetch::web
