#pragma once
/// The ports that a link must not lead to: those of protocols that can take an
/// HTTP request for commands of their own, such as SMTP and IRC.

#include <string_view>

#include "gfetch/web/url.h"

namespace gfetch::web {

/// Returns true if the port of `url` is blocked by the Fetch Standard, "port
/// blocking". Browsers request no such URL.
bool has_bad_port(const Url& url);

/// Says in a record why a URL with such a port is not requested.
constexpr std::string_view kBadPortSentence =
    "no browser requests this port, whose protocol is not HTTP";

}  // namespace gfetch::web
