#pragma once
/// The options of politeness: the limits of concurrent requests, delays and
/// rates. Plain values.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gfetch/fiber/clock.h"
#include "gfetch/net/result.h"

namespace gfetch::crawl {

/// A rate of `count` request starts per period `per`.
struct Rate {
  std::uint32_t count = 1;
  Duration per = std::chrono::seconds(1);

  bool operator==(const Rate&) const = default;
};

/// Parses a rate `N/s`, `N/m` or `N/h`, with N from 1 to 1,000,000,000. The
/// error is a sentence for the user.
Result<Rate> parse_rate(std::string_view text);

struct PolitenessOptions {
  int host_concurrency = 8;  ///< the most requests in flight to one host
  bool adaptive = true;      ///< lower the limit of an overloaded host
  Duration delay{0};  ///< the delay between two request starts to one host
  /// The rate of each host; absent: no limit.
  std::optional<Rate> host_rate = {};
  /// The rate of the whole run; absent: no limit.
  std::optional<Rate> rate = {};
};

}  // namespace gfetch::crawl
