#include "gfetch/fiber/detail/ready_list.h"

namespace gfetch::detail {

void ReadyList::Entry::become_ready() noexcept {
  list_.ready_.push_back(*this);
  if (list_.waiter_ != nullptr) list_.waiter_->wake();
}

std::optional<std::size_t> ReadyList::next(const Deadline& deadline) {
  if (ready_.empty()) {
    Waiter waiter("wait");
    struct Leave {
      Waiter*& waiter;
      ~Leave() { waiter = nullptr; }
    } leave{waiter_};
    waiter_ = &waiter;
    if (!waiter.wait(deadline.left())) return std::nullopt;
  }
  return ready_.pop_front().index();
}

}  // namespace gfetch::detail
