#pragma once
/// A heap of the started timers, ordered by deadline; timers of equal deadline
/// are ordered by their start.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gfetch/fiber/detail/timer_node.h"

namespace gfetch::detail {

/// A heap whose nodes have four children each. It has half as many levels as a
/// binary heap, and four children are in one or two cache lines.
class TimerHeap {
 public:
  TimerHeap() = default;
  /// Removes all timers: those that outlive the heap are not active any more.
  ~TimerHeap();
  TimerHeap(const TimerHeap&) = delete;
  TimerHeap& operator=(const TimerHeap&) = delete;

  void push(TimerNode& timer, TimePoint deadline);
  /// Removes `timer`, which must be in the heap.
  void remove(TimerNode& timer) noexcept;
  bool empty() const noexcept { return heap_.empty(); }
  std::size_t size() const noexcept { return heap_.size(); }
  TimerNode& top() const noexcept { return *heap_.front().timer; }

 private:
  // An entry contains a copy of the timer's key, so that a comparison does not
  // access the memory of another timer.
  struct Entry {
    TimePoint deadline;
    std::uint64_t sequence;
    TimerNode* timer;
    bool operator<(const Entry& other) const noexcept {
      return deadline != other.deadline ? deadline < other.deadline
                                        : sequence < other.sequence;
    }
  };

  void put(std::uint32_t index, const Entry& entry) noexcept;
  void sift_up(std::uint32_t index, const Entry& entry) noexcept;
  void sift_down(std::uint32_t index, const Entry& entry) noexcept;

  std::vector<Entry> heap_;
  std::uint64_t last_sequence_ = 0;
};

}  // namespace gfetch::detail
