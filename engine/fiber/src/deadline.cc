#include "gfetch/fiber/detail/deadline.h"

#include "loop/loop_state.h"

namespace gfetch::detail {

Deadline::Deadline(const WaitLimit& limit) : limit_(limit) {
  if (limit.time()) {
    end_ = later(LoopState::current().clock.now(), *limit.time());
  }
}

WaitLimit Deadline::left() const {
  if (!limit_.time()) return limit_;
  return end_ - LoopState::current().clock.now();
}

}  // namespace gfetch::detail
