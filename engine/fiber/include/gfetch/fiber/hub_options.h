#pragma once
/// The options that a hub is made with.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace gfetch {

/// kVirtual: time stands still while a fiber runs, and jumps to the next timer
/// when all fibers wait. Sockets are polled, but never waited for while a timer
/// runs.
enum class ClockKind : std::uint8_t { kReal, kVirtual };

struct HubOptions {
  ClockKind clock = ClockKind::kReal;
  /// The size of each fiber's stack, without its guard page. Sanitizers get
  /// four times as much.
  std::size_t stack_bytes = std::size_t{64} * 1024;
  /// Runs ready fibers in an order drawn from this seed, in place of the order
  /// in which they became ready, to hunt races. On a virtual clock, the same
  /// seed gives the same run.
  std::optional<std::uint64_t> shuffle_seed = {};
  /// Repeats a run: the result of Hub::schedule() in that run.
  std::vector<std::uint32_t> replay = {};
};

}  // namespace gfetch
