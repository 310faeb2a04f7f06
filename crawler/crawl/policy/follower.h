#pragma once
/// The interface that receives the seeds of a run and the results of its
/// visits, and turns each seed and link into a candidate of the frontier or
/// into a record. A list's follower ignores links; a crawl's follower follows
/// them (crawl_follower.h).

#include <cstdint>
#include <functional>
#include <string>

#include "crawl/frontier/frontier.h"
#include "crawl/seed/candidate.h"
#include "gfetch/crawl/visit.h"

namespace gfetch::crawl {

/// The objects that a follower uses. All of them must outlive the follower.
struct FollowerContext {
  Frontier& frontier;
  std::string method;     ///< the default method in records of unfetched URLs
  std::uint64_t& inputs;  ///< counts links that become candidates or records
  /// Writes a record. Returns false if no more records are accepted. May block
  /// the calling fiber.
  std::function<bool(const Visit&)> record;
};

class Follower {
 public:
  virtual ~Follower() = default;

  /// Takes a seed. Returns false if no more seeds are accepted. Blocks the
  /// calling fiber while the frontier is full.
  virtual bool take_seed(Candidate&& seed) = 0;

  /// Marks the end of the seeds. Blocks the calling fiber while the frontier is
  /// full.
  virtual void seeds_finished() = 0;

  /// Follows the links of the page that `visit` of the candidate `from` has
  /// read. Must be called before the lease of `from` ends, so that an empty
  /// frontier without leases means the end of the run. May block the calling
  /// fiber.
  virtual void follow(const Visit& visit, const Candidate& from) = 0;

  /// Records the seeds that have not reached the frontier as unfinished,
  /// because the run ends early. May block the calling fiber.
  virtual void record_unfinished() = 0;

  /// Records the links that are skipped for good only at the end of the run,
  /// such as nofollow links. May block the calling fiber.
  virtual void record_skipped() = 0;
};

}  // namespace gfetch::crawl
