#pragma once
/// One robots.txt, with its redirects and retries: what became of it.

#include <optional>
#include <string>

#include "gfetch/crawler/robots_cache.h"

namespace gfetch::detail {

struct FetchedRobots {
  /// Absent: it could not be had, and nothing is allowed.
  std::optional<RobotsRules> rules;
  std::string note;  ///< why there are none, a sentence; empty: there are
};

/// Blocks the calling fiber.
FetchedRobots fetch_robots(const Url& robots_txt, Fetcher& fetcher,
                           const RobotsCacheOptions& options,
                           const RobotsCache::RequestFor& request_for);

}  // namespace gfetch::detail
