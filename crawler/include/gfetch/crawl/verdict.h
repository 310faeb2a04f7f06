#pragma once
/// The criteria of a successful response and of a successful run.

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/net/result.h"

namespace gfetch::crawl {

/// The set of status codes that are a success.
class AcceptSet {
 public:
  struct Range {
    int first = 0;
    int last = 0;

    bool operator==(const Range&) const = default;
  };

  /// Every status below 400.
  AcceptSet() : ranges_{{100, 399}} {}
  explicit AcceptSet(std::vector<Range> ranges) : ranges_(std::move(ranges)) {}

  /// Parses a list such as `200..=299,429,3xx`. The end of `200..300` is
  /// excluded. The error is a sentence for the user.
  static Result<AcceptSet> parse(std::string_view text);

  bool contains(int status_code) const;

 private:
  std::vector<Range> ranges_;
};

/// The number of failed URLs that stops the run.
struct FailureLimit {
  /// The number of finished URLs from which on `percent` applies.
  static constexpr std::uint64_t kSample = 20;

  std::optional<std::uint64_t> count = {};  ///< the largest allowed number
  std::optional<double> percent = {};  ///< the largest share of finished URLs

  /// Parses `N` or `P%`. The error is a sentence for the user.
  static Result<FailureLimit> parse(std::string_view text);

  /// True when `failed` of `done` finished URLs are more than the limit.
  bool exceeded(std::uint64_t failed, std::uint64_t done) const;
};

}  // namespace gfetch::crawl
