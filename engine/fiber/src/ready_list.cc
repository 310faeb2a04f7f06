#include "gfetch/fiber/detail/ready_list.h"

#include <stdexcept>

#include "gfetch/fiber/detail/disposal.h"

namespace gfetch::detail {

std::size_t ReadyList::Entry::index() const {
  if (gone_ != nullptr) throw_object_gone(gone_);
  return index_;
}

void ReadyList::Entry::become_ready() noexcept {
  if (list_.ended_.load(std::memory_order_relaxed)) return;
  list_.ready_.push_back(*this);
  if (list_.waiting_.empty()) return;
  // It stays in the list, so that no other fiber takes the entry before.
  QueuedWaiter& waiter = list_.waiting_.front();
  in_hub() ? waiter.wake() : waiter.wake_soon();
}

const ReadyList::Entry* ReadyList::next(const Deadline& deadline) {
  check_home();
  if (!waiting_.empty()) {
    throw std::logic_error("another fiber waits for the next ready object");
  }
  if (ready_.empty()) {
    QueuedWaiter waiter("wait");
    waiting_.push_back(waiter);
    if (!waiter.wait(deadline.left()) && ready_.empty()) return nullptr;
  }
  return &ready_.pop_front();
}

}  // namespace gfetch::detail
