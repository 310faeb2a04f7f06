#include "gfetch/crawl/run.h"

#include "web/text/number.h"

namespace gfetch::crawl {

Result<FailureLimit> FailureLimit::parse(std::string_view text) {
  FailureLimit limit;
  if (text.ends_with('%')) {
    limit.percent = web::whole_number<double>(text.substr(0, text.size() - 1));
    if (limit.percent && *limit.percent >= 0 && *limit.percent <= 100) {
      return limit;
    }
  } else {
    limit.count = web::whole_number<std::uint64_t>(text);
    if (limit.count) return limit;
  }
  return Error{ErrorKind::kOther, "'" + std::string(text) +
                                      "' is no number of URLs (20) and no "
                                      "share of them (5%)"};
}

bool FailureLimit::exceeded(std::uint64_t failed, std::uint64_t done) const {
  if (count && failed > *count) return true;
  if (!percent || done < kSample) return false;
  return static_cast<double>(failed) * 100 >
         *percent * static_cast<double>(done);
}

RunEnd end_of(const save::WriteError& error) {
  return error.cause == save::WriteError::Cause::kReaderGone
             ? RunEnd::kReaderGone
             : RunEnd::kOutputFailed;
}

void Counters::count(const Visit& visit) {
  bytes += visit.bytes;
  switch (visit.outcome) {
    case Outcome::kFetched:
      ++fetched;
      break;
    case Outcome::kFailed:
      ++failed;
      break;
    case Outcome::kSkipped:
      ++skipped;
      break;
    case Outcome::kUnfinished:
      ++unfinished;
      break;
  }
}

}  // namespace gfetch::crawl
