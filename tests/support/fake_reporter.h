#pragma once
/// A reporter that keeps its records in memory and can simulate failures.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gfetch/crawl/reporter.h"
#include "gfetch/fiber/event.h"

namespace gfetch::test {

class FakeReporter final : public crawl::Reporter {
 public:
  /// The number, from 1, of the first record for which report() fails.
  std::optional<std::size_t> fails_from;
  save::WriteError::Cause cause = save::WriteError::Cause::kFailed;

  /// While this is true, report() blocks, like an output whose reader does not
  /// read.
  bool stuck = false;

  Result<void, save::WriteError> report(const crawl::Visit& visit) override {
    if (stuck) Event().wait();
    if (fails_from && visits.size() + 1 >= *fails_from) {
      return save::WriteError{cause, "no room"};
    }
    visits.push_back(visit);
    return {};
  }

  Result<void, save::WriteError> finish() override {
    if (stuck) Event().wait();
    ++finished;
    if (fails_from) return save::WriteError{cause, "no room"};
    return {};
  }

  /// Returns the number of reports for each URL.
  std::map<std::string, int> times() const {
    std::map<std::string, int> times;
    for (const crawl::Visit& visit : visits) ++times[visit.url];
    return times;
  }

  /// Returns the URLs of the records, in order.
  std::vector<std::string> urls() const {
    std::vector<std::string> urls;
    for (const crawl::Visit& visit : visits) urls.push_back(visit.url);
    return urls;
  }

  std::vector<crawl::Visit> visits;
  int finished = 0;
};

}  // namespace gfetch::test
