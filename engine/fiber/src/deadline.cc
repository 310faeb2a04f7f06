#include "gfetch/fiber/detail/deadline.h"

#include "gfetch/fiber/timeout.h"
#include "loop/loop_state.h"

namespace gfetch::detail {

Deadline::Deadline(const WaitLimit& limit) : limit_(limit) {
  if (limit.timeout() != nullptr) {
    timeout_.emplace(limit.timeout()->state_->lifespan);
  }
  if (limit.time()) {
    end_ = later(LoopState::current().clock.now(), *limit.time());
  }
}

WaitLimit Deadline::left() const {
  if (timeout_ && timeout_->ended()) return {};
  if (!limit_.time()) return limit_;
  return end_ - LoopState::current().clock.now();
}

}  // namespace gfetch::detail
