#pragma once
/// What the headers of a response say of its links.

#include <vector>

#include "gfetch/http/http.h"
#include "web/links/link_collector.h"

namespace gfetch::web {

/// Adds the links of `Link` (RFC 8288) and `Refresh`, resolved, and what
/// X-Robots-Tag says to all or to the agent of the options.
void read_headers(const std::vector<http::Header>& headers,
                  LinkCollector& links);

}  // namespace gfetch::web
