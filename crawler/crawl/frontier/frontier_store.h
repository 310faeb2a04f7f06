#pragma once
/// Where a frontier keeps its candidates and the keys that were seen. All of
/// scheduling and politeness is above this, in Frontier, and is the same for
/// every store: MemoryStore forgets at the end of a run, others may not.
///
///   store.add_unless_seen(key, host, candidate)   in one step
///   store.take(host, 16, batch)                   16 of them are in memory now
///   store.done(batch[0].id)                       this one never comes back
///
/// A store that outlives a run gives candidates that were taken and are not
/// done once more in the next one.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crawl/seed/candidate.h"

namespace gfetch::crawl {

struct StoredCandidate {
  Candidate candidate;
  std::uint64_t id = 0;  ///< what the store calls it
};

class FrontierStore {
 public:
  virtual ~FrontierStore() = default;

  /// Adds `candidate` to the queue of `host`.
  virtual void add(std::string_view host, Candidate&& candidate) = 0;

  /// Marks `key` as seen, and adds `candidate` to the queue of `host` unless
  /// the key was seen before. True: it was added. One step: of all that call it
  /// for a key, processes that share the store included, one adds.
  virtual bool add_unless_seen(std::string_view key, std::string_view host,
                               Candidate&& candidate) = 0;

  /// Marks `key` as seen. True: it was not seen before.
  virtual bool mark_seen(std::string_view key) = 0;

  virtual bool seen(std::string_view key) const = 0;

  /// Moves up to `most` candidates from the queue of `host` to the end of
  /// `batch`: the shallowest first, and the oldest first among those of one
  /// depth.
  virtual void take(std::string_view host, std::size_t most,
                    std::vector<StoredCandidate>& batch) = 0;

  /// Notes that a candidate which was taken is done.
  virtual void done(std::uint64_t id) = 0;

  /// Moves the queue of `host` to the end of that of `into`, depth by depth.
  virtual void merge(std::string_view host, std::string_view into) = 0;
};

}  // namespace gfetch::crawl
