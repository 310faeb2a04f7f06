#pragma once
/// The summary of a run: counts, sizes, percentiles, the hosts that failed most
/// often and the slowest hosts. Memory use is fixed; it does not grow with the
/// number of visits and hosts.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gfetch/crawl/reporter.h"
#include "gfetch/crawl/run.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/net/error.h"
#include "gfetch/report/format.h"

namespace gfetch::report {

class FrequentHosts;
class Histogram;
class SlowestHosts;

/// A reporter that counts visits. The summaries of several hubs can be merged.
class Summary final : public crawl::Reporter {
 public:
  Summary();
  Summary(Summary&& other) noexcept;
  Summary& operator=(Summary&& other) noexcept;
  ~Summary() override;

  /// Counts `visit`. Never returns an error.
  Result<void, save::WriteError> report(const crawl::Visit& visit) override;

  /// Does nothing. Never returns an error.
  Result<void, save::WriteError> finish() override { return {}; }

  /// Adds two results of a run that its visits do not have: the number of
  /// retries that the run's retry budget refused, and the throttled hosts.
  void add_run(std::uint64_t retries_refused,
               std::vector<crawl::ThrottledHost> throttled);

  /// Adds the counts of the summary `other`.
  void merge(const Summary& other);

  /// Returns the number of visits: fetched + failed + skipped + unfinished.
  std::uint64_t inputs() const;
  std::uint64_t count(crawl::Outcome outcome) const;
  std::uint64_t count(ErrorKind kind) const;
  /// Returns the number of responses in a status class (2 for 200 to 299).
  std::uint64_t status_class(int hundreds) const;
  /// Returns the number of visits that are neither ok nor skipped.
  std::uint64_t not_ok() const { return not_ok_; }
  /// Returns the number of sent requests, including redirects and retries.
  std::uint64_t requests() const { return requests_; }
  std::uint64_t retries() const { return retries_; }
  std::uint64_t retries_refused() const { return retries_refused_; }
  /// Returns the throttled hosts, most often throttled first.
  const std::vector<crawl::ThrottledHost>& throttled() const {
    return throttled_;
  }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t wire_bytes() const { return wire_bytes_; }
  const Histogram& total() const;
  const Histogram& ttfb() const;
  const FrequentHosts& failing_hosts() const;
  const SlowestHosts& slowest_hosts() const;
  /// Returns the number of skipped visits by skip reason.
  const std::map<std::string, std::uint64_t>& skip_reasons() const {
    return skip_reasons_;
  }

 private:
  static constexpr std::size_t kErrorKinds =
      static_cast<std::size_t>(ErrorKind::kOther) + 1;

  struct Sketches;

  void count_response(const crawl::Visit& visit);
  void count_times(const crawl::Visit& visit);

  std::array<std::uint64_t, 4> outcomes_{};
  /// The numbers of responses by the first digit of the status.
  std::array<std::uint64_t, 6> status_classes_{};
  std::array<std::uint64_t, kErrorKinds> error_kinds_{};
  std::map<std::string, std::uint64_t> skip_reasons_;
  std::uint64_t not_ok_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t retries_ = 0;
  std::uint64_t retries_refused_ = 0;
  std::vector<crawl::ThrottledHost> throttled_;
  std::uint64_t bytes_ = 0;
  std::uint64_t wire_bytes_ = 0;
  std::unique_ptr<Sketches> sketches_;
};

/// Formats the summary of a run of duration `wall` for people, in aligned
/// lines. The first is
/// `inputs 3 = 2 fetched + 1 failed + 0 skipped + 0 unfinished`.
std::string summary_text(const Summary& summary, Duration wall,
                         Colour colour = Colour::kOff);

}  // namespace gfetch::report
