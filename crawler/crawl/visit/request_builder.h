#pragma once
/// The headers of a run's requests: the user's, a line's own, and gfetch's.
/// A name that the user gives replaces gfetch's own, and a line's replaces
/// the user's.

#include <string>
#include <vector>

#include "crawl/visit/visitor.h"
#include "gfetch/crawl/candidate.h"
#include "gfetch/crawl/redirect.h"

namespace gfetch::crawl {

/// What every plain candidate is asked for with.
std::vector<ScopedHeader> headers_of(const RequestTemplate& request);

/// `headers` with those of a JSON line.
std::vector<ScopedHeader> with_overrides(std::vector<ScopedHeader> headers,
                                         const RequestOverrides& overrides);

/// Sets the field called `name`, in place of any that has this name.
void set_header(std::vector<http::Header>& headers, std::string_view name,
                std::string value);

}  // namespace gfetch::crawl
