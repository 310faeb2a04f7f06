#pragma once
/// A URL in the frontier: one candidate from the time that it is taken from the
/// store to the time that it is done.
///
///               take              lease                   done
///   kUnused ──────────► kQueued ──────────────► kLeased ─────────► kUnused
///                          ▲                    ▲  │ │
///                          └────────────────────┼──┘ │ the visit must wait
///                             the lease ended   │    │ for a time or a host
///                             before the visit  │    ▼
///                                         lease │  kParked
///                                               │    │ its time has come, and
///                                               │    ▼ its lease has ended
///                                             kResumable
///
/// A parked entry may be held, too: for a prerequisite (robots.txt), which is
/// an entry of its own. Its time comes when the prerequisite is done.
///
/// drain() of a closed frontier takes entries from kQueued and kResumable to
/// kUnused.
///
/// Invariants:
/// - kUnused: the entry is in the pool, and holds nothing.
/// - kQueued: it is in the queue of its home; its visit has not begun.
/// - kLeased: one lease refers to it, and it holds a slot at the host `slot`.
/// - kParked: it holds no slot; its visit is saved. It is among the delayed
///   entries from the end of its lease until `not_before`.
/// - kResumable: it is in the queue of its home for visits that go on.
/// - Between kQueued and kUnused, `home` is the host that counts it.

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

/// The drawing above: true where it has an arrow.
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

  /// Changes the state. An arrow that the drawing does not have is a bug, and
  /// asserts.
  void become(EntryState state) {
    assert(may_follow(state_, state));
    state_ = state;
  }

  Candidate candidate = {};
  std::uint64_t stored_id = 0;  ///< what the store calls the candidate
  TimePoint since{};            ///< when its visit began
  std::unique_ptr<SavedVisit> saved_visit = {};

  HostQueue* home = nullptr;          ///< the host that counts it
  HostQueue* slot = nullptr;          ///< the host whose slot it holds, or null
  HostQueue* expanding_at = nullptr;  ///< a host that waits for its links
  Entry* next = nullptr;              ///< in a queue, or in the pool
  TimePoint started{};                ///< of the request that its slot is for
  TimePoint not_before{};             ///< of a parked one
  Entry* held_for = nullptr;  ///< a prerequisite, until its lease has ended
  Fifo<Entry> held;           ///< entries that are held for this one
  bool unanswered = false;    ///< its slot is one of a host without answers

 private:
  EntryState state_ = EntryState::kUnused;
};

/// The bytes of the frontier's capacity that a candidate uses.
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
