#include "gfetch/report/summary.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "report/histogram.h"
#include "report/top_hosts.h"

namespace gfetch::report {
namespace {

// The maximum number of distinct skip reasons in a summary. There are about a
// dozen; the limit keeps memory bounded even if a bug creates new reasons.
constexpr std::size_t kMostReasons = 32;

bool was_asked(const crawl::Visit& visit) {
  return !visit.final_url.empty() &&
         (visit.outcome == crawl::Outcome::kFetched ||
          visit.outcome == crawl::Outcome::kFailed);
}

bool went_wrong(const crawl::Visit& visit) {
  return !visit.ok && (visit.outcome == crawl::Outcome::kFetched ||
                       visit.outcome == crawl::Outcome::kFailed);
}

}  // namespace

/// The sketches of the times and hosts, whose memory has a fixed size.
struct Summary::Sketches {
  Histogram total;
  Histogram ttfb;
  FrequentHosts failing_hosts;
  SlowestHosts slowest_hosts;
};

Summary::Summary() : sketches_(std::make_unique<Sketches>()) {}

Summary::Summary(Summary&& other) noexcept = default;
Summary& Summary::operator=(Summary&& other) noexcept = default;
Summary::~Summary() = default;

Result<void, save::WriteError> Summary::report(const crawl::Visit& visit) {
  ++outcomes_[static_cast<std::size_t>(visit.outcome)];
  if (visit.error) ++error_kinds_[static_cast<std::size_t>(visit.error->kind)];
  if (visit.outcome == crawl::Outcome::kSkipped &&
      (skip_reasons_.size() < kMostReasons ||
       skip_reasons_.contains(visit.reason))) {
    ++skip_reasons_[visit.reason];
  }
  if (went_wrong(visit)) {
    ++not_ok_;
    const std::string_view host = host_in(visit.url);
    if (!host.empty()) sketches_->failing_hosts.count(host);
  }
  count_response(visit);
  count_times(visit);
  return {};
}

void Summary::count_response(const crawl::Visit& visit) {
  const int hundreds = visit.status_code / 100;
  if (hundreds >= 1 && hundreds <= 5) {
    ++status_classes_[static_cast<std::size_t>(hundreds)];
  }
  bytes_ += visit.bytes;
  wire_bytes_ += visit.wire_bytes;
}

void Summary::count_times(const crawl::Visit& visit) {
  if (!was_asked(visit)) return;
  const auto retries =
      static_cast<std::uint64_t>(std::max(visit.num_retries, 0));
  requests_ += 1 + visit.redirects.size() + retries;
  retries_ += retries;
  sketches_->total.add(visit.timing.total);
  if (visit.timing.ttfb) sketches_->ttfb.add(*visit.timing.ttfb);
  sketches_->slowest_hosts.add(host_in(visit.url), visit.timing.total);
}

void Summary::add_run(std::uint64_t retries_refused,
                      std::vector<crawl::ThrottledHost> throttled) {
  retries_refused_ += retries_refused;
  throttled_.insert(throttled_.end(),
                    std::make_move_iterator(throttled.begin()),
                    std::make_move_iterator(throttled.end()));
  std::stable_sort(
      throttled_.begin(), throttled_.end(),
      [](const crawl::ThrottledHost& one, const crawl::ThrottledHost& other) {
        return one.times > other.times;
      });
}

void Summary::merge(const Summary& other) {
  const auto add = [](auto& to, const auto& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  add(outcomes_, other.outcomes_);
  add(status_classes_, other.status_classes_);
  add(error_kinds_, other.error_kinds_);
  for (const auto& [reason, times] : other.skip_reasons_) {
    skip_reasons_[reason] += times;
  }
  not_ok_ += other.not_ok_;
  requests_ += other.requests_;
  retries_ += other.retries_;
  add_run(other.retries_refused_, other.throttled_);
  bytes_ += other.bytes_;
  wire_bytes_ += other.wire_bytes_;
  sketches_->total.merge(other.sketches_->total);
  sketches_->ttfb.merge(other.sketches_->ttfb);
  sketches_->failing_hosts.merge(other.sketches_->failing_hosts);
  sketches_->slowest_hosts.merge(other.sketches_->slowest_hosts);
}

std::uint64_t Summary::inputs() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : outcomes_) sum += count;
  return sum;
}

std::uint64_t Summary::count(crawl::Outcome outcome) const {
  return outcomes_[static_cast<std::size_t>(outcome)];
}

std::uint64_t Summary::count(ErrorKind kind) const {
  return error_kinds_[static_cast<std::size_t>(kind)];
}

std::uint64_t Summary::status_class(int hundreds) const {
  return status_classes_.at(static_cast<std::size_t>(hundreds));
}

const Histogram& Summary::total() const {
  return sketches_->total;
}

const Histogram& Summary::ttfb() const {
  return sketches_->ttfb;
}

const FrequentHosts& Summary::failing_hosts() const {
  return sketches_->failing_hosts;
}

const SlowestHosts& Summary::slowest_hosts() const {
  return sketches_->slowest_hosts;
}

}  // namespace gfetch::report
