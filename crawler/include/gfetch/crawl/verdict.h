#pragma once
/// What counts as a success, and how many failures are too many.

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/net/result.h"

namespace gfetch::crawl {

/// Which status codes are a success.
class AcceptSet {
 public:
  struct Range {
    int first = 0;
    int last = 0;

    bool operator==(const Range&) const = default;
  };

  /// Everything below 400.
  AcceptSet() : ranges_{{100, 399}} {}
  explicit AcceptSet(std::vector<Range> ranges) : ranges_(std::move(ranges)) {}

  /// Reads `200..=299,429,3xx`; `200..300` leaves 300 out. The error is a
  /// sentence for the user.
  static Result<AcceptSet> parse(std::string_view text);

  bool contains(int status_code) const;

 private:
  std::vector<Range> ranges_;
};

/// How many URLs may fail before the run is stopped.
struct FailureLimit {
  /// A share is not judged before this many URLs are done.
  static constexpr std::uint64_t kSample = 20;

  std::optional<std::uint64_t> count = {};  ///< more than these are too many
  std::optional<double> percent = {};       ///< of those done

  /// Reads `N` or `P%`. The error is a sentence for the user.
  static Result<FailureLimit> parse(std::string_view text);

  bool exceeded(std::uint64_t failed, std::uint64_t done) const;
};

}  // namespace gfetch::crawl
