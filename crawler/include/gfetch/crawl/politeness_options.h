#pragma once
/// How many requests a host gets, and how often: values only.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gfetch/fiber/clock.h"
#include "gfetch/net/result.h"

namespace gfetch::crawl {

/// `count` starts in every `per`.
struct Rate {
  std::uint32_t count = 1;
  Duration per = std::chrono::seconds(1);

  bool operator==(const Rate&) const = default;
};

/// Reads `N/s`, `N/m` or `N/h`, N from 1 to 1,000,000,000. The error is a
/// sentence for the user.
Result<Rate> parse_rate(std::string_view text);

struct PolitenessOptions {
  int host_concurrency = 8;  ///< requests in flight to one host, at most
  bool adaptive = true;      ///< fewer to a host that is overloaded
  Duration delay{0};         ///< between two request starts to one host
  std::optional<Rate> host_rate = {};  ///< for every host
  std::optional<Rate> rate = {};       ///< for the whole run
};

}  // namespace gfetch::crawl
