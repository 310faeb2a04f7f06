#pragma once
/// Finds the links in the headers of a response.

#include <vector>

#include "gfetch/http/http.h"
#include "web/links/link_collector.h"

namespace gfetch::web {

/// Adds the links of the headers Link (RFC 8288), Location and Refresh, already
/// resolved, and the X-Robots-Tag directives for all agents and for the agent
/// named in the options.
void read_headers(const std::vector<http::Header>& headers,
                  LinkCollector& links);

}  // namespace gfetch::web
