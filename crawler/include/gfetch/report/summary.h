#pragma once
/// What a whole run came to: counts, sizes, percentiles, and the hosts that
/// stand out. Memory is fixed, however many visits and hosts there are.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gfetch/crawl/frontier_status.h"
#include "gfetch/crawl/reporter.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/net/error.h"
#include "gfetch/report/format.h"
#include "gfetch/report/histogram.h"
#include "gfetch/report/top_hosts.h"

namespace gfetch::report {

/// Counts visits. Summaries of several hubs merge into one.
class Summary final : public crawl::Reporter {
 public:
  /// Counts `visit`; never fails.
  /// Never blocks.
  Result<void, save::WriteError> report(const crawl::Visit& visit) override;

  /// Never blocks.
  Result<void, save::WriteError> finish() override { return {}; }

  /// Adds what no visit tells: how often the budget of the run did not allow a
  /// retry, and the hosts that did not bear as many requests as they might
  /// have had.
  /// Never blocks.
  void add_run(std::uint64_t retries_refused,
               std::vector<crawl::EasedHost> eased);

  /// Counts all that `other` counted.
  /// Never blocks.
  void merge(const Summary& other);

  /// Every visit: fetched + failed + skipped + unfinished.
  std::uint64_t inputs() const;
  std::uint64_t count(crawl::Outcome outcome) const;
  std::uint64_t count(ErrorKind kind) const;
  /// Of responses with a status of `hundreds` (2 for 200 to 299).
  std::uint64_t status_class(int hundreds) const;
  /// Visits that are not ok, the skipped not counted.
  std::uint64_t not_ok() const { return not_ok_; }
  /// Requests that were sent: hops and retries counted.
  std::uint64_t requests() const { return requests_; }
  std::uint64_t retries() const { return retries_; }
  std::uint64_t retries_refused() const { return retries_refused_; }
  /// Most often first.
  const std::vector<crawl::EasedHost>& eased() const { return eased_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t wire_bytes() const { return wire_bytes_; }
  const Histogram& total() const { return total_; }
  const Histogram& ttfb() const { return ttfb_; }
  const FrequentHosts& failing_hosts() const { return failing_hosts_; }
  const SlowestHosts& slowest_hosts() const { return slowest_hosts_; }
  /// How often for each reason something was skipped.
  const std::map<std::string, std::uint64_t>& skip_reasons() const {
    return skip_reasons_;
  }

 private:
  static constexpr std::size_t kErrorKinds =
      static_cast<std::size_t>(ErrorKind::kOther) + 1;

  void count_response(const crawl::Visit& visit);
  void count_times(const crawl::Visit& visit);

  std::array<std::uint64_t, 4> outcomes_{};
  std::array<std::uint64_t, 6> status_classes_{};  ///< by the hundreds
  std::array<std::uint64_t, kErrorKinds> error_kinds_{};
  std::map<std::string, std::uint64_t> skip_reasons_;
  std::uint64_t not_ok_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t retries_ = 0;
  std::uint64_t retries_refused_ = 0;
  std::vector<crawl::EasedHost> eased_;
  std::uint64_t bytes_ = 0;
  std::uint64_t wire_bytes_ = 0;
  Histogram total_;
  Histogram ttfb_;
  FrequentHosts failing_hosts_;
  SlowestHosts slowest_hosts_;
};

/// The summary of a run that took `wall`, for people: some lines, aligned, the
/// first of them `inputs 3 = 2 fetched + 1 failed + 0 skipped + 0 unfinished`.
/// Never blocks.
std::string summary_text(const Summary& summary, Duration wall,
                         Colour colour = Colour::kOff);

/// The same as one JSON object, without a newline.
/// Never blocks.
std::string summary_json(const Summary& summary, Duration wall);

}  // namespace gfetch::report
