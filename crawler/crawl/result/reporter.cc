#include "gfetch/crawl/reporter.h"

#include <utility>

namespace gfetch::crawl {

ReporterList::ReporterList(std::vector<Reporter*> reporters)
    : reporters_(std::move(reporters)) {}

Result<void, save::WriteError> ReporterList::report(const Visit& visit) {
  Result<void, save::WriteError> outcome;
  for (Reporter* reporter : reporters_) {
    auto reported = reporter->report(visit);
    if (!reported && outcome) outcome = std::move(reported);
  }
  return outcome;
}

Result<void, save::WriteError> ReporterList::finish() {
  Result<void, save::WriteError> outcome;
  for (Reporter* reporter : reporters_) {
    auto finished = reporter->finish();
    if (!finished && outcome) outcome = std::move(finished);
  }
  return outcome;
}

void ReporterList::hurry() {
  for (Reporter* reporter : reporters_) reporter->hurry();
}

}  // namespace gfetch::crawl
