#pragma once
/// An entry of the frontier: one candidate in memory, from its removal from the
/// store to the end of its visit.
///
///               take              lease                   done
///   kUnused ──────────► kQueued ──────────────► kLeased ─────────► kUnused
///                          ▲                    ▲  │ │
///                          └────────────────────┼──┘ │ the visit must wait
///                             the lease ended   │    │ for a time or a host
///                             before the visit  │    ▼
///                                         lease │  kParked
///                                               │    │ the time has come, and
///                                               │    ▼ the lease has ended
///                                             kResumable
///
/// A parked entry can also be held for a prerequisite (a robots.txt), which is
/// itself an entry. The held entry becomes resumable when the prerequisite is
/// done.
///
/// Frontier::drain(), used after the frontier is closed, moves entries from
/// kQueued and kResumable to kUnused.
///
/// Invariants:
/// - kUnused: the entry is in the object pool and has no candidate.
/// - kQueued: the entry is in the queue of its home host; its visit has not
///   begun.
/// - kLeased: exactly one lease refers to the entry, which has a slot at the
///   host `slot`.
/// - kParked: the entry has no slot; its visit is saved. From the end of its
///   lease until `not_before` it is one of the delayed entries.
/// - kResumable: the entry is in its home host's queue of visits that have
///   begun.
/// - From kQueued until kUnused, `home` is the host that counts the entry.

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "crawl/frontier/depth_queue.h"
#include "crawl/frontier/frontier.h"
#include "crawl/seed/candidate.h"
#include "gfetch/crawl/visitor_options.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

class HostQueue;

enum class EntryState : std::uint8_t {
  kUnused,
  kQueued,
  kLeased,
  kParked,
  kResumable,
};

/// Returns true if the drawing of entry states has an arrow from `from` to
/// `to`.
constexpr bool may_follow(EntryState from, EntryState to) {
  switch (from) {
    case EntryState::kUnused:
      return to == EntryState::kQueued;
    case EntryState::kQueued:
    case EntryState::kResumable:
      return to == EntryState::kLeased || to == EntryState::kUnused;
    case EntryState::kLeased:
      return to == EntryState::kUnused || to == EntryState::kQueued ||
             to == EntryState::kParked;
    case EntryState::kParked:
      return to == EntryState::kResumable;
  }
  return false;
}

class Entry {
 public:
  EntryState state() const { return state_; }

  /// Changes the state. Asserts that the drawing of entry states has this
  /// arrow.
  void become(EntryState state) {
    assert(may_follow(state_, state));
    state_ = state;
  }

  Candidate candidate = {};
  std::uint64_t stored_id = 0;  ///< the candidate's id in the frontier store
  TimePoint since{};            ///< the start of the visit
  std::unique_ptr<SavedVisit> saved_visit = {};

  HostQueue* home = nullptr;  ///< the host whose queue counts the entry
  HostQueue* slot = nullptr;  ///< the host of the entry's slot; null: no slot
  /// The host that waits for the links of this entry.
  HostQueue* expanding_at = nullptr;
  Entry* next = nullptr;      ///< the next entry in a queue or in the pool
  TimePoint started{};        ///< the start of the current request
  TimePoint not_before{};     ///< the earliest time to resume a parked entry
  Entry* held_for = nullptr;  ///< a prerequisite, until the lease has ended
  Fifo<Entry> held;           ///< the entries that wait for this prerequisite
  bool unanswered = false;    ///< its slot is at a host without responses

 private:
  EntryState state_ = EntryState::kUnused;
};

/// Returns the bytes of the frontier's capacity that a candidate uses.
inline std::size_t bytes_of(const Candidate& candidate) {
  std::size_t bytes = sizeof(Entry) + candidate.url.href().size() +
                      candidate.id.size() + candidate.input.size() +
                      candidate.parent.size();
  if (candidate.overrides == nullptr) return bytes;
  bytes += sizeof(RequestOverrides);
  if (candidate.overrides->body) bytes += candidate.overrides->body->size();
  for (const http::Header& header : candidate.overrides->headers) {
    bytes += sizeof(http::Header) + header.name.size() + header.value.size();
  }
  return bytes;
}

}  // namespace gfetch::crawl
