#pragma once
/// The schedule of a frontier: the lines that its hosts wait in, and what all
/// hosts share. Each host files itself (HostQueue); HostScheduler decides which
/// line goes first (see there for a drawing of the lines).

#include <array>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <vector>

#include "crawl/frontier/link_list.h"
#include "crawl/frontier/politeness.h"
#include "crawl/frontier/throttled_hosts.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

class HostQueue;

/// Written by HostQueue alone, but for pops from `later` and `idle`.
struct Schedule {
  using Line = LinkList<HostQueue>;
  /// One line for hosts without answers, one for hosts with answers.
  using Lines = std::array<Line, 2>;

  struct Later {
    TimePoint time;
    HostQueue* host;
    bool operator>(const Later& other) const { return time > other.time; }
  };

  explicit Schedule(const PolitenessOptions& options) : politeness(options) {}

  Politeness politeness;

  Lines resumable;
  Line warm;
  Lines fresh;
  Lines busy;
  Line idle;
  std::priority_queue<Later, std::vector<Later>, std::greater<>> later;

  std::uint64_t arrivals = 0;    ///< hosts that have joined a line, ever
  std::size_t unanswered = 0;    ///< slots in use at hosts without answers
  std::size_t workers_used = 0;  ///< workers that hosts with answers can use
  ThrottledHosts throttled;
};

}  // namespace gfetch::crawl
