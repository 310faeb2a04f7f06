#pragma once
/// Takes the seeds of a run and the results of its visits, and has each seed
/// and link become a candidate of the frontier or a record. The policy of a run
/// makes its own: that of a list knows no links, that of a crawl follows them
/// (crawl_follower.h).

#include <cstdint>
#include <functional>
#include <string>

#include "crawl/frontier/frontier.h"
#include "crawl/seed/candidate.h"
#include "gfetch/crawl/visit.h"

namespace gfetch::crawl {

/// What a follower works with. All that is referred to outlives it.
struct FollowerContext {
  Frontier& frontier;
  std::string method;     ///< that the records of URLs not fetched name
  std::uint64_t& inputs;  ///< counts each link that becomes a candidate or a
                          ///< record
  /// Writes a record. False: no more records are taken.
  /// May block the calling fiber.
  std::function<bool(const Visit&)> record;
};

class Follower {
 public:
  virtual ~Follower() = default;

  /// Takes a seed. False: no more are wanted.
  /// Blocks the calling fiber while the frontier is full.
  virtual bool take_seed(Candidate&& seed) = 0;

  /// Notes that all seeds were taken.
  /// Blocks the calling fiber while the frontier is full.
  virtual void seeds_finished() = 0;

  /// Follows the links of `visit` of `from`. It must be called before the lease
  /// of `from` ends: then nothing queued and nothing leased means that the run
  /// is over.
  /// May block the calling fiber.
  virtual void follow(const Visit& visit, const Candidate& from) = 0;

  /// Records the seeds that never reached the frontier as unfinished: the run
  /// ends early.
  /// May block the calling fiber.
  virtual void record_unfinished() = 0;

  /// Records the links that are known to be skipped only now that the run is
  /// over.
  /// May block the calling fiber.
  virtual void record_skipped() = 0;
};

}  // namespace gfetch::crawl
