#pragma once
/// Records of what nobody visited: bad lines, refused links, and what the end
/// of the run forestalled.

#include <string_view>

#include "crawl/step_gate.h"
#include "gfetch/crawl/candidate.h"
#include "gfetch/crawl/visit.h"

namespace gfetch::crawl {

/// The record of a candidate that the end of the run forestalled; `method` is
/// that of a candidate that has none of its own.
/// Never blocks.
Visit unfinished_visit(const Candidate& candidate, std::string_view method);

/// The record of a URL that is not fetched, as it was found at `candidate`.
/// Never blocks.
Visit skipped_visit(const Candidate& candidate, std::string_view method,
                    Refusal refusal);

/// The record of an input line that is no URL.
/// Never blocks.
Visit visit_of(const BadLine& line);

/// Makes the record that of a URL which was not fetched.
/// Never blocks.
void skip(Visit& visit, Refusal refusal);

}  // namespace gfetch::crawl
