#pragma once
/// The state of a frontier, for those who watch a run: values only.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

/// One host, as the status of a run lists it.
struct HostStatus {
  std::string host;
  std::size_t queued = 0;
  int in_flight = 0;
  int limit = 0;         ///< of requests in flight
  Duration ready_in{0};  ///< politeness allows no request before
};

/// A host that had to be asked by fewer at a time than was allowed.
struct EasedHost {
  std::string host;
  std::uint64_t times = 0;  ///< how often it was asked by fewer
  int lowest = 0;           ///< requests at a time, at the worst moment
  int limit = 0;            ///< at last
};

struct FrontierStatus {
  std::size_t queued = 0;   ///< waiting visits among them
  std::size_t waiting = 0;  ///< visits for a retry's time, or a hop's turn
  std::size_t leased = 0;
  std::size_t hosts = 0;
  std::vector<HostStatus> largest;  ///< most queued first
};

}  // namespace gfetch::crawl
