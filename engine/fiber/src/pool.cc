#include "gfetch/fiber/pool.h"

namespace gfetch {

Pool::~Pool() {
  // Members release their permits when they end: they must end before the
  // semaphore is destroyed.
  if (!empty()) {
    const KillShield shield;
    kill();
  }
}

void Pool::resize(std::size_t size) noexcept {
  for (; size_limit_ < size; ++size_limit_) after_removing();
  for (; size_limit_ > size; --size_limit_) {
    if (!free_.try_acquire()) ++surplus_;
  }
}

void Pool::after_removing() noexcept {
  if (surplus_ > 0) {
    --surplus_;
  } else {
    free_.release();
  }
}

}  // namespace gfetch
