#pragma once
/// The storage of a frontier: its candidates and the seen keys. Scheduling and
/// politeness are in Frontier, above the store, and are the same for every
/// store. MemoryStore keeps nothing after a run; other stores may persist.
///
///   store.add_unless_seen(key, host, candidate)   one atomic step
///   store.take(host, 16, batch)                   moves up to 16 into memory
///   store.done(batch[0].id)                       removes it for good
///
/// A persistent store returns candidates that were taken but not done again in
/// the next run.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crawl/seed/candidate.h"

namespace gfetch::crawl {

struct StoredCandidate {
  Candidate candidate;
  std::uint64_t id = 0;  ///< the candidate's id in the store
};

class FrontierStore {
 public:
  virtual ~FrontierStore() = default;

  /// Adds `candidate` to the stored queue of `host`.
  virtual void add(std::string_view host, Candidate&& candidate) = 0;

  /// Marks `key` as seen and, if it was not seen before, adds `candidate` to
  /// the queue of `host`. Returns true if the candidate was added. The call is
  /// atomic: of all callers with the same key, in all processes that share the
  /// store, exactly one adds its candidate.
  virtual bool add_unless_seen(std::string_view key, std::string_view host,
                               Candidate&& candidate) = 0;

  /// Marks `key` as seen. Returns true if it was not seen before.
  virtual bool mark_seen(std::string_view key) = 0;

  virtual bool seen(std::string_view key) const = 0;

  /// Moves up to `most` candidates from the queue of `host` to the end of
  /// `batch`, in the order of their depth and, within a depth, of their
  /// addition.
  virtual void take(std::string_view host, std::size_t most,
                    std::vector<StoredCandidate>& batch) = 0;

  /// Records that the candidate `id`, which was taken, is done.
  virtual void done(std::uint64_t id) = 0;

  /// Moves all candidates of `host` to the end of the queue of `into`, depth by
  /// depth.
  virtual void merge(std::string_view host, std::string_view into) = 0;
};

}  // namespace gfetch::crawl
