#pragma once
/// Makes the records of URLs that were not visited: bad lines, refused links,
/// and candidates that were left at the end of the run.

#include <cstdint>
#include <string>
#include <string_view>

#include "crawl/policy/crawl_policy.h"
#include "crawl/scope/skip_reason.h"
#include "crawl/seed/candidate.h"
#include "gfetch/crawl/visit.h"

namespace gfetch::crawl {

/// Returns the record of a candidate that was left at the end of the run.
/// `method` is the method of candidates without their own.
Visit unfinished_visit(const Candidate& candidate, std::string_view method);

/// Returns the sentence in a record that stands for the last `urls` URLs of a
/// pattern, its own URL included, of which none was begun.
std::string unfinished_pattern(std::uint64_t urls);

/// Returns the record of the URL of `candidate`, which is not fetched for the
/// reason `refusal`.
Visit skipped_visit(const Candidate& candidate, std::string_view method,
                    Refusal refusal);

/// Returns the record of an input line that is not a valid URL.
Visit visit_of(const BadLine& line);

/// Changes the record to that of a skipped URL.
void skip(Visit& visit, Refusal refusal);

}  // namespace gfetch::crawl
