#include "loop/timer_heap.h"

#include <utility>

namespace gfetch::detail {
namespace {

constexpr std::uint32_t kChildren = 4;

}  // namespace

TimerHeap::~TimerHeap() {
  for (const Entry& entry : heap_) {
    entry.timer->heap_index = TimerNode::kNotInHeap;
  }
}

void TimerHeap::push(TimerNode& timer, TimePoint deadline) {
  timer.deadline = deadline;
  heap_.emplace_back();
  sift_up(static_cast<std::uint32_t>(heap_.size() - 1),
          {deadline, ++last_sequence_, &timer});
}

void TimerHeap::remove(TimerNode& timer) noexcept {
  const std::uint32_t hole =
      std::exchange(timer.heap_index, TimerNode::kNotInHeap);
  const Entry last = heap_.back();
  heap_.pop_back();
  if (hole == heap_.size()) return;
  const bool rises = hole > 0 && last < heap_[(hole - 1) / kChildren];
  rises ? sift_up(hole, last) : sift_down(hole, last);
}

void TimerHeap::put(std::uint32_t index, const Entry& entry) noexcept {
  heap_[index] = entry;
  entry.timer->heap_index = index;
}

void TimerHeap::sift_up(std::uint32_t index, const Entry& entry) noexcept {
  while (index > 0) {
    const std::uint32_t parent = (index - 1) / kChildren;
    if (!(entry < heap_[parent])) break;
    put(index, heap_[parent]);
    index = parent;
  }
  put(index, entry);
}

void TimerHeap::sift_down(std::uint32_t index, const Entry& entry) noexcept {
  const auto size = static_cast<std::uint32_t>(heap_.size());
  for (;;) {
    const std::uint32_t first = index * kChildren + 1;
    if (first >= size) break;
    std::uint32_t least = first;
    for (std::uint32_t child = first + 1;
         child < size && child < first + kChildren; ++child) {
      if (heap_[child] < heap_[least]) least = child;
    }
    if (!(heap_[least] < entry)) break;
    put(index, heap_[least]);
    index = least;
  }
  put(index, entry);
}

}  // namespace gfetch::detail
