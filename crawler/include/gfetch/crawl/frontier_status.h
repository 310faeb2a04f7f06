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

/// A host that was asked by fewer requests at a time than the user allowed,
/// because it was overloaded.
struct ThrottledHost {
  std::string host;
  std::uint64_t times = 0;  ///< how often the limit was lowered
  int lowest = 0;           ///< the lowest limit
  int limit = 0;            ///< the last limit
};

struct FrontierStatus {
  std::size_t queued = 0;   ///< the waiting visits among them
  std::size_t waiting = 0;  ///< visits that wait for a time or a host
  std::size_t leased = 0;
  std::size_t hosts = 0;
  std::vector<HostStatus> largest;  ///< most queued first
};

}  // namespace gfetch::crawl
