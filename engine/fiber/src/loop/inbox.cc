#include "loop/inbox.h"

#include <utility>

namespace gfetch::detail {

bool Inbox::post(Posts& posts) noexcept {
  const std::lock_guard lock(mutex_);
  if (backend_ == nullptr) return false;
  posts_.splice(posts_.end(), posts);
  backend_->wake_up();
  return true;
}

void Inbox::wake_up() noexcept {
  const std::lock_guard lock(mutex_);
  if (backend_ != nullptr) backend_->wake_up();
}

void Inbox::close() noexcept {
  // The functions are destroyed without the lock: a function may hold the last
  // Mailbox, or post again.
  Posts dropped;
  const std::lock_guard lock(mutex_);
  backend_ = nullptr;
  dropped.swap(posts_);
}

Inbox::Posts Inbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(posts_, {});
}

}  // namespace gfetch::detail
