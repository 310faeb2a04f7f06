#pragma once
/// The part of a timer that the timer heap reads and writes.

#include <cstdint>

#include "gfetch/fiber/clock.h"

namespace gfetch::detail {

struct TimerNode {
  static constexpr std::uint32_t kNotInHeap = UINT32_MAX;

  bool in_heap() const noexcept { return heap_index != kNotInHeap; }

  TimePoint deadline{};
  std::uint32_t heap_index = kNotInHeap;
};

}  // namespace gfetch::detail
