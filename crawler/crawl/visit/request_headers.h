#pragma once
/// The headers of a run's requests: the user's, a line's own, and gfetch's.
/// A name that the user gives replaces gfetch's own, and a line's replaces
/// the user's.

#include <string>
#include <vector>

#include "gfetch/crawl/candidate.h"
#include "gfetch/crawl/redirect.h"
#include "gfetch/crawl/visitor.h"

namespace gfetch::crawl {

/// What every plain candidate is asked for with.
std::vector<ScopedHeader> headers_of(const RequestTemplate& request);

/// `headers` with those of a JSON line.
std::vector<ScopedHeader> with_overrides(std::vector<ScopedHeader> headers,
                                         const RequestOverrides& overrides);

}  // namespace gfetch::crawl
