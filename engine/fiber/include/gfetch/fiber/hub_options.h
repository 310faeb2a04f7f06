#pragma once
/// The options of a hub.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace gfetch {

/// The clock of a hub. With kVirtual the time does not change while a fiber
/// runs, and jumps to the next timer when all fibers wait. Sockets are polled,
/// but the hub does not wait for them while a timer is running.
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
