#pragma once
/// The options of a hub.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gfetch/fiber/detail/language.h"

namespace gfetch {

/// The clock of a hub. With kVirtual the time does not change while a fiber
/// runs, and jumps to the next timer when all fibers wait for the clock or for
/// each other.
///
/// While something real is awaited, the virtual clock does not jump but runs as
/// fast as a real one: a descriptor and its peer, or another thread or process,
/// for which a KeepAlive, a Promise, offload(), await_callback() or an exchange
/// of HttpClient keeps the hub from being idle. So a real event and a limit
/// have the outcome that they have on a real clock, whatever the limit is. What
/// a hub does not wait for (a signal, a posted function without a KeepAlive)
/// does not hold the clock.
enum class ClockKind : std::uint8_t { kReal, kVirtual };

struct HubOptions {
  ClockKind clock = ClockKind::kReal;
  /// The size of each fiber's stack in bytes, without its guard page. With a
  /// sanitizer the stacks are four times as large.
  std::size_t stack_bytes = std::size_t{64} * 1024;
  /// Seed of a random order in which ready fibers run, for finding races. With
  /// a virtual clock the same seed gives the same run. Absent: fibers run in
  /// the order in which they became ready.
  std::optional<std::uint64_t> shuffle_seed = {};
  /// The result of Hub::schedule() of an earlier run, to repeat its scheduling.
  /// Empty: nothing is repeated.
  std::vector<std::uint32_t> replay = {};
};

}  // namespace gfetch
