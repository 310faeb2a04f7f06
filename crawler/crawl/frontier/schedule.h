#pragma once
/// The schedule of a frontier: the lines in which hosts wait, and the counts
/// that all hosts share. Each HostQueue places itself in a line; HostScheduler
/// chooses among the lines (host_scheduler.h has a drawing of them).

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

/// The lines and counts. Only HostQueue changes them, except that HostScheduler
/// pops hosts from `later` and `idle`.
struct Schedule {
  using Line = LinkList<HostQueue>;
  /// Two lines: one for hosts without responses, one for hosts with responses.
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

  std::uint64_t arrivals = 0;    ///< how often any host has joined a line
  std::size_t unanswered = 0;    ///< used slots at hosts without responses
  std::size_t workers_used = 0;  ///< workers that hosts with responses can use
  ThrottledHosts throttled;
};

}  // namespace gfetch::crawl
