#include "gfetch/fiber/detail/ready_list.h"

#include <stdexcept>

#include "gfetch/fiber/detail/disposal.h"

namespace gfetch::detail {

std::size_t ReadyList::Entry::index() const {
  if (gone_ != nullptr) throw_object_gone(gone_);
  return index_;
}

void ReadyList::Entry::become_ready() noexcept {
  list_.ready_.push_back(*this);
  if (list_.waiter_ == nullptr) return;
  in_hub() ? list_.waiter_->wake() : list_.waiter_->wake_soon();
}

const ReadyList::Entry* ReadyList::next(const Deadline& deadline) {
  check_home();
  if (waiter_ != nullptr) {
    throw std::logic_error("another fiber waits for the next ready object");
  }
  if (ready_.empty()) {
    Waiter waiter("wait");
    struct Leave {
      ReadyList& list;
      const Waiter& waiter;
      ~Leave() {
        if (!waiter.gone()) list.waiter_ = nullptr;
      }
    } leave{*this, waiter};
    waiter_ = &waiter;
    if (!waiter.wait(deadline.left()) && ready_.empty()) return nullptr;
  }
  return &ready_.pop_front();
}

}  // namespace gfetch::detail
