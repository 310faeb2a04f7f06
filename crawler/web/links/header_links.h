#pragma once
/// The links in the header fields of a response.

#include <vector>

#include "gfetch/http/http.h"
#include "web/links/link_collector.h"

namespace gfetch::web {

/// Adds the links of Link (RFC 8288), Location and Refresh, resolved, and the
/// directives of X-Robots-Tag for all agents and for the agent in the options.
void read_headers(const std::vector<http::Header>& headers,
                  LinkCollector& links);

}  // namespace gfetch::web
