#pragma once
/// Records of what nobody visited: bad lines, refused links, and what the end
/// of the run forestalled.

#include <string_view>

#include "crawl/policy/crawl_policy.h"
#include "crawl/scope/skip_reason.h"
#include "crawl/seed/candidate.h"
#include "gfetch/crawl/visit.h"

namespace gfetch::crawl {

/// The record of a candidate that the end of the run forestalled; `method` is
/// that of a candidate that has none of its own.
Visit unfinished_visit(const Candidate& candidate, std::string_view method);

/// The record of a URL that is not fetched, as it was found at `candidate`.
Visit skipped_visit(const Candidate& candidate, std::string_view method,
                    Refusal refusal);

/// The record of an input line that is no URL.
Visit visit_of(const BadLine& line);

/// Makes the record that of a URL which was not fetched.
void skip(Visit& visit, Refusal refusal);

}  // namespace gfetch::crawl
