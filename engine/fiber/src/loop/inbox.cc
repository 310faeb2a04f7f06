#include "loop/inbox.h"

#include <utility>

namespace gfetch::detail {

bool Inbox::post(UniqueFunction&& fn) {
  const std::lock_guard lock(mutex_);
  if (backend_ == nullptr) return false;
  posts_.push_back(std::move(fn));
  backend_->wake_up();
  return true;
}

void Inbox::close() noexcept {
  // The functions are destroyed without the lock: a function may hold the last
  // Mailbox, or post again.
  std::vector<UniqueFunction> dropped;
  const std::lock_guard lock(mutex_);
  backend_ = nullptr;
  dropped.swap(posts_);
}

std::vector<UniqueFunction> Inbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(posts_, {});
}

}  // namespace gfetch::detail
